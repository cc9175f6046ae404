using System.Runtime.CompilerServices;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.SinkProcessors;

/// <summary>Options of <see cref="LoadBalanceSinkProcessor"/>.</summary>
public sealed class LoadBalanceOptions
{
    /// <summary>Whether failed sinks are left out for a while.</summary>
    [Option("backoff", Default = false, Summary = "Leave failed sinks out for a time that grows with each failure.")]
    public bool Backoff { get; init; }

    /// <summary>The order in which the sinks are tried.</summary>
    [Slot("selector", Default = "round_robin",
        Summary = "The order in which the sinks are tried: round_robin, random, or a plugin's.")]
    public required Slot<ISinkSelector> Selector { get; init; }
}

/// <summary>Spreads the turns over the sinks in the order of a sink selector; when one fails, the next is tried.</summary>
/// <remarks>
/// A sink whose channel has nothing is passed over, because members may drain different channels; in Flume it ends the call.
/// </remarks>
[SinkProcessor("load_balance", Aliases = ["org.apache.flume.sink.LoadBalancingSinkProcessor"],
    Summary = "Spreads the turns over the sinks; when one fails, the next is tried.")]
public sealed class LoadBalanceSinkProcessor : ISinkProcessor
{
    private readonly ComponentContext _context;
    private readonly ISinkSelector _selector;
    private readonly bool _backoff;
    private readonly int[] _order;

    /// <summary>Builds the sink selector; refuses a group of one sink.</summary>
    public LoadBalanceSinkProcessor(LoadBalanceOptions options, SinkNames sinks, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sinks);
        ArgumentNullException.ThrowIfNull(context);
        if (sinks.Names.Count < 2)
            throw new ConfigurationException("The LoadBalancingSinkProcessor cannot be used for a single sink. "
                + "Please configure more than one sinks and try again.");
        _context = context;
        _backoff = options.Backoff;
        _order = new int[sinks.Names.Count];
        _selector = context.Create(options.Selector);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ProcessAsync(IReadOnlyList<ISinkTurn> members, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(members);
        var tried = _selector.Order(_order);
        Exception? failure = null;
        var failures = 0;
        for (var i = 0; i < tried; i++)
        {
            var member = _order[i];
            try
            {
                var delivered = await members[member].RunAsync(cancellationToken);
                _selector.Succeeded(member);
                if (delivered)
                    return true;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                (failure, failures) = (e, failures + 1);
                if (_backoff)
                    _selector.Failed(member);
                _context.Problems.Report(
                    $"Sink {members[member].Name} failed to consume event. Attempting next sink if available.",
                    e, LogLevel.Warning);
            }
        }
        if (failures == tried)
            throw new EventDeliveryException("All configured sinks have failed", failure);
        return failure is null
            ? false
            : throw new EventDeliveryException("No sink delivered: the ones that had events have failed", failure);
    }
}
