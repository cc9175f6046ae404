using FlumePlug.Core.Pipeline;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core;

/// <summary>
/// A running graph of sources, channels and sinks. Starts channels, then sinks, then sources; stops in reverse and drains.
/// A component that cannot start is tried again and again without taking the others down. Start and stop once each.
/// </summary>
public sealed class Agent : ICounterReader, IAsyncDisposable
{
    private readonly AgentGraph _graph;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _run = new();
    private readonly CancellationTokenSource _deliver = new();
    private readonly List<Task> _sources = [];
    private readonly List<Task> _sinks = [];
    private Task _retries = Task.CompletedTask;
    private bool _stopped;

    internal Agent(string name, AgentGraph graph, ILogger logger)
    {
        (Name, _graph, _logger) = (name, graph, logger);
        AllStarted = Task.WhenAll([.. _graph.Channels.Select(channel => channel.Component.Started),
            .. _graph.SinkRunners.SelectMany(runner => runner.Members).Select(member => member.Component.Started),
            .. _graph.Sources.Select(source => source.Component.Started)]);
    }

    /// <summary>The agent's name.</summary>
    public string Name { get; }

    /// <summary>How many components there are of each kind.</summary>
    public string Summary =>
        $"{_graph.Channels.Count} channels, {Members.Count()} sinks, {_graph.Sources.Count} sources";

    /// <summary>Completes when every component has started once.</summary>
    public Task AllStarted { get; }

    /// <summary>The components that do not run now, each with the reason.</summary>
    public IReadOnlyList<string> Failing =>
    [
        .. _graph.Channels.Where(channel => channel.Component.Running is null).Select(channel => Describe(channel.Component.Label, channel.Component.Failure)),
        .. Members.Where(member => member.Component.Running is null).Select(member => Describe(member.Component.Label, member.Component.Failure)),
        .. _graph.Sources.Where(source => source.Component.Running is null).Select(source => Describe(source.Component.Label, source.Component.Failure)),
    ];

    private IEnumerable<SinkTurn> Members => _graph.SinkRunners.SelectMany(runner => runner.Members);

    /// <summary>Starts what can be started; the rest is tried again in the background.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _run.Token);
        var late = new List<Task>();
        foreach (var channel in _graph.Channels)
            if (!await channel.Component.TryStartAsync(both.Token))
                late.Add(channel.Component.StartAsync(_run.Token));
        foreach (var member in Members)
            if (!await member.Component.TryStartAsync(both.Token))
                late.Add(member.Component.StartAsync(_run.Token));
        _retries = Task.WhenAll(late);
        foreach (var runner in _graph.SinkRunners)
            _sinks.Add(Task.Run(() => runner.RunAsync(_deliver.Token), CancellationToken.None));
        foreach (var source in _graph.Sources)
            _sources.Add(source.RunAsync(_run.Token));
        await Task.WhenAll(_graph.Sources.Select(source => source.Component.Attempted)).WaitAsync(both.Token);
    }

    /// <summary>Stops sources, lets the sinks empty the channels within the time given, stops sinks and channels.</summary>
    /// <returns>How many events are left in channels that do not keep them.</returns>
    public async Task<long> StopAsync(TimeSpan drainTimeout)
    {
        if (_stopped)
            return 0;
        _stopped = true;
        using var drain = new CancellationTokenSource(drainTimeout);
        await _run.CancelAsync();
        await WithinAsync(Task.WhenAll([_retries, .. _sources]), "A source did not stop in time.", drain.Token);
        foreach (var source in _graph.Sources)
            await source.Component.StopAsync(drain.Token);
        foreach (var runner in _graph.SinkRunners)
            runner.Drain();
        await using (drain.Token.UnsafeRegister(deliver => ((CancellationTokenSource)deliver!).Cancel(), _deliver))
            await WithinAsync(Task.WhenAll(_sinks), "A sink did not finish in time.", drain.Token);
        await _deliver.CancelAsync();
        foreach (var member in Members)
            await member.Component.StopAsync(drain.Token);
        var left = LeftInMemory();
        foreach (var channel in _graph.Channels)
            await channel.Component.StopAsync(drain.Token);
        return left;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ComponentCounters> Read()
    {
        foreach (var channel in _graph.Channels)
        {
            var fill = channel.Channel.Fill;
            channel.Counters.Size.Set(fill.Size);
            channel.Counters.Capacity.Set(fill.Capacity);
        }
        return _graph.Counters;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        foreach (var runner in _graph.SinkRunners)
            runner.Dispose();
        _run.Dispose();
        _deliver.Dispose();
    }

    private long LeftInMemory()
    {
        long left = 0;
        foreach (var channel in _graph.Channels)
        {
            var waiting = channel.Channel.Fill.Size;
            if (waiting == 0)
                continue;
            if (!channel.Attributes.Durable)
                left += waiting;
            _logger.LogInformation("Channel {Channel} stops with {Count} events in it{Kept}.", channel.Name, waiting,
                channel.Attributes.Durable ? "; it keeps them" : "");
        }
        return left;
    }

    private async Task WithinAsync(Task work, string late, CancellationToken limit)
    {
        try
        {
            await work.WaitAsync(limit);
        }
        catch (OperationCanceledException) when (!work.IsCompleted)
        {
            _logger.LogWarning("{Late}", late);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static string Describe(string label, string? failure) => $"{label} ({failure ?? "not started"})";
}
