using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Legacy;

/// <summary>Takes events from the Thrift sinks of Flume 0.9: unframed, in the binary protocol, not answered (Flume's ThriftLegacySource).</summary>
[Source("thriftLegacy", Aliases = ["org.apache.flume.source.thriftLegacy.ThriftLegacySource"],
    Summary = "Thrift server for agents of Flume 0.9.")]
public sealed class ThriftLegacySource : ISource, IDisposable
{
    private readonly LegacyOptions _options;
    private readonly ComponentContext _context;
    private readonly ConnectionListener _listener;

    /// <summary>Listens with the start.</summary>
    public ThriftLegacySource(LegacyOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_options, _context, _listener) = (options, context, new ConnectionListener(context));
    }

    /// <summary>Where it listens, once started.</summary>
    public EndPoint? LocalEndPoint => _listener.LocalEndPoint;

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken) => _listener.ListenAsync(_options.Host, _options.Port, cancellationToken);

    /// <inheritdoc/>
    public Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) =>
        _listener.RunAsync((socket, puts, stopping) => ServeAsync(socket, channels, puts, stopping), cancellationToken);

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(Socket socket, IChannelProcessor channels, CancellationToken puts, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            using var connection = new OldConnection(stream, channels, _context.Problems, puts);
            await connection.ServeAsync(cancellationToken);
        }
        catch (IOException gone)
        {
            _context.Logger.LogDebug(gone, "A connection was broken");
        }
        catch (WireFormatException wrong)
        {
            _context.Counters[CounterNames.EventReadFail].Increment();
            _context.Problems.Report("A connection was closed: its client does not speak the Thrift of Flume 0.9 (unframed, binary protocol).", wrong, LogLevel.Warning);
        }
    }
}
