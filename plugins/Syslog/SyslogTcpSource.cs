using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Syslog.Messages;
using FlumePlug.Syslog.Network;

namespace FlumePlug.Syslog;

/// <summary>
/// Listens on TCP for syslog messages, one per line or, beyond Flume, counted (Flume's SyslogTcpSource). Nobody is answered: what
/// the channel refuses is counted and gone.
/// </summary>
[Source("syslogtcp", Aliases = ["org.apache.flume.source.SyslogTcpSource"],
    Summary = "Syslog over TCP: RFC 3164 and RFC 5424 messages on one port.")]
public sealed class SyslogTcpSource : ISource, IPutAnswers, IDisposable
{
    private readonly SyslogTcpOptions _options;
    private readonly ComponentContext _context;
    private readonly ConnectionListener _listener;
    private readonly ConnectionServer _server;

    /// <summary>Opens nothing yet.</summary>
    /// <exception cref="ConfigurationException">The TLS options cannot work.</exception>
    public SyslogTcpSource(SyslogTcpOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _context) = (options, context);
        _listener = new ConnectionListener(context) { MostConnections = options.MaxConnections };
        var longest = Math.Max(options.EventSize, ConnectionServer.ShortestLimit);
        var readers = new ReaderPool(() => new MessageReader(
            Dialect.OfPatterns, options.KeepFields, CustomFormat.Of(options.Format, context.Time), context));
        _server = new ConnectionServer(
            new StreamSettings(longest, readers, options.KeepFields.Some || options.FormatRegex is not null, new BadMessages(context, longest, false)),
            new ClientHeaders(options.ClientIPHeader, options.ClientHostnameHeader, null),
            ServerTls.Create(options, context),
            context);
    }

    /// <summary>Where it listens, once started.</summary>
    public EndPoint? LocalEndPoint => _listener.LocalEndPoint;

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken) => _listener.ListenAsync(_options.Host, _options.Port, cancellationToken);

    /// <inheritdoc/>
    public Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) => _listener.RunAsync(
        (socket, puts, stopping) => _server.ServeAsync(socket, batch => channels.PutEachAsync(batch, this, puts), stopping),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask AnswerAsync(int count, ChannelException? refused, CancellationToken cancellationToken)
    {
        if (refused is not null)
            _context.Problems.Report("Error writing to channel, event dropped.", refused);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
