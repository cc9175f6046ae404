using FlumePlug.Sdk;
using FlumePlug.Wire.Avro.Ipc;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FlumePlug.Client;

/// <summary>
/// Sends events to agents, FlumePlug's or Apache Flume's: to one host, to the first of several that works, or to several in
/// turn (Flume's RpcClient). Safe for concurrent calls, which share a connection and do not wait for each other.
/// </summary>
/// <remarks>
/// It connects with the first call, and again with the call after a failure; nobody has to make a new client, as Flume's users
/// must. A call that failed may have been stored where only the answer was lost: sending again is at-least-once.
/// </remarks>
public sealed class FlumeClient : IAsyncDisposable
{
    private readonly FlumeClientOptions _options;
    private readonly IEventSender _sender;
    private volatile bool _isClosed;

    private FlumeClient(FlumeClientOptions options, IEventSender sender) => (_options, _sender) = (options, sender);

    /// <summary>The most events of one call on the wire; longer batches are cut.</summary>
    public int BatchSize => _options.BatchSize;

    /// <summary>A client as the options say; it connects with the first call.</summary>
    /// <exception cref="ConfigurationException">The options cannot work; the message says which.</exception>
    public static FlumeClient Create(FlumeClientOptions options, ILogger? logger = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return new(options, Senders.For(options, logger ?? NullLogger.Instance, time ?? TimeProvider.System));
    }

    /// <summary>A client as Flume's RPC client properties say: client.type, hosts, hosts.h1, batch-size and their like.</summary>
    /// <remarks>What is wrong with a value that Flume forgives is logged as a warning.</remarks>
    /// <exception cref="ConfigurationException">The properties cannot work; the message says which.</exception>
    public static FlumeClient FromProperties(IReadOnlyDictionary<string, string> properties, ILogger? logger = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(properties);
        return Create(ClientProperties.Read(properties, logger ?? NullLogger.Instance), logger, time);
    }

    /// <summary>Sends one event; returns when every required channel of the agent has stored it.</summary>
    /// <inheritdoc cref="AppendBatchAsync"/>
    public ValueTask AppendAsync(Event item, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        return _sender.SendAsync(new EventRange(new[] { item }), isBatch: false, cancellationToken);
    }

    /// <summary>
    /// Sends events in their order, at most <see cref="BatchSize"/> in a call; returns when every required channel of the agent
    /// has stored them all. Their bodies must not change until then.
    /// </summary>
    /// <exception cref="PartialDeliveryException">They could not all be delivered; how many are stored for certain is told.</exception>
    /// <exception cref="EventDeliveryException">They could not be delivered.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; they may have been stored.</exception>
    public async ValueTask AppendBatchAsync(ReadOnlyMemory<Event> events, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        for (var sent = 0; sent < events.Length;)
        {
            var count = Math.Min(BatchSize, events.Length - sent);
            try
            {
                await _sender.SendAsync(new EventRange(events.Slice(sent, count)), isBatch: true, cancellationToken);
            }
            catch (EventDeliveryException failure) when (sent > 0)
            {
                throw new PartialDeliveryException(sent, failure);
            }
            sent += count;
        }
    }

    /// <summary>Closes the connections; what is under way fails.</summary>
    public ValueTask DisposeAsync()
    {
        _isClosed = true;
        return _sender.DisposeAsync();
    }
}
