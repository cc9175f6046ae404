using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using FlumePlug.Sdk;
using FlumePlug.Syslog.Messages;
using FlumePlug.Syslog.Network;

namespace FlumePlug.Syslog;

/// <summary>
/// Listens on many TCP ports for syslog messages, each port with its charset (Flume's MultiportSyslogTCPSource). Messages that came
/// together are put together; nobody is answered, and a batch that the channel refuses is counted and gone.
/// </summary>
[Source("multiport_syslogtcp", Aliases = ["org.apache.flume.source.MultiportSyslogTCPSource"],
    Summary = "Syslog over TCP on many ports, each with its own charset.")]
public sealed class MultiportSyslogTcpSource : ISource, IDisposable
{
    private readonly MultiportSyslogTcpOptions _options;
    private readonly ComponentContext _context;
    private readonly ServerTls? _tls;
    private readonly Dictionary<int, ConnectionListener> _listeners = [];

    /// <summary>Opens nothing yet.</summary>
    /// <exception cref="ConfigurationException">The TLS options cannot work.</exception>
    public MultiportSyslogTcpSource(MultiportSyslogTcpOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _context, _tls) = (options, context, ServerTls.Create(options, context));
    }

    /// <summary>Where it listens, once started.</summary>
    public IReadOnlyList<EndPoint> LocalEndPoints => [.. _listeners.Values.Select(listener => listener.LocalEndPoint!)];

    /// <inheritdoc/>
    /// <exception cref="SocketException">None of the ports can be had.</exception>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        foreach (var port in _options.Ports.Distinct())
        {
            var listener = new ConnectionListener(_context) { MostConnections = _options.MaxConnections };
            try
            {
                await listener.ListenAsync(_options.Host, port, cancellationToken);
                _listeners[port] = listener;
            }
            catch (SocketException failure)
            {
                listener.Dispose();
                if (_listeners.Count == 0 && port == _options.Ports[^1])
                    throw;
                _context.Problems.Report($"Could not bind to address: {_options.Host}:{port}.", failure);
            }
        }
    }

    /// <inheritdoc/>
    public Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) =>
        Task.WhenAll(_listeners.Select(listening => RunAsync(listening.Key, listening.Value, channels, cancellationToken)));

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var listener in _listeners.Values)
            listener.Dispose();
    }

    private Task RunAsync(int port, ConnectionListener listener, IChannelProcessor channels, CancellationToken cancellationToken)
    {
        var charset = _options.CharsetOf(port);
        var longest = Math.Max(_options.EventSize, ConnectionServer.ShortestLimit);
        var readers = new ReaderPool(() => new CharsetReader(charset, new MessageReader(Dialect.OfBlanks, _options.KeepFields, null, _context)));
        var server = new ConnectionServer(
            new StreamSettings(longest, readers, _options.KeepFields.Some || !charset.IsUtf8, new BadMessages(_context, longest, true)),
            new ClientHeaders(_options.ClientIPHeader, _options.ClientHostnameHeader, _options.PortHeader),
            _tls,
            _context);
        return listener.RunAsync(
            (socket, puts, stopping) => server.ServeAsync(socket, batch => PutAsync(batch, channels, puts), stopping), cancellationToken);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PutAsync(EventBatch batch, IChannelProcessor channels, CancellationToken cancellationToken)
    {
        for (var start = 0; start < batch.Count; start += _options.BatchSize)
        {
            using var part = PartOf(batch, start);
            try
            {
                await channels.PutAsync(part, cancellationToken);
            }
            catch (ChannelException refused)
            {
                _context.Problems.Report("Error writing to channel, event dropped.", refused);
            }
        }
    }

    private EventBatch PartOf(EventBatch batch, int start)
    {
        if (batch.Count <= _options.BatchSize)
            return batch.Retain();
        var part = EventBatch.Create();
        part.Add(batch, start, Math.Min(_options.BatchSize, batch.Count - start));
        return part;
    }
}
