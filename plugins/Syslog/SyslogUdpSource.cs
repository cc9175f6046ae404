using System.Net;
using FlumePlug.Sdk;
using FlumePlug.Syslog.Messages;
using FlumePlug.Syslog.Network;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Syslog;

/// <summary>
/// Listens on UDP for syslog messages: every datagram is one, up to its first newline (Flume's SyslogUDPSource, which cuts
/// datagrams at 2048 bytes; here they are taken whole). Nobody is answered; what the channel refuses is counted and gone.
/// </summary>
[Source("syslogudp", Aliases = ["org.apache.flume.source.SyslogUDPSource"],
    Summary = "Syslog over UDP: one RFC 3164 or RFC 5424 message per datagram.")]
public sealed class SyslogUdpSource(SyslogUdpOptions options, ComponentContext context) : ISource, IPutAnswers, IDisposable
{
    private const int LargestDatagram = 64 * 1024;

    private readonly MessageReader _reader = new(
        Dialect.OfPatterns, options.KeepFields, CustomFormat.Of(options.Format, context.Time), context);

    private readonly KnownSenders? _senders = options.ClientIPHeader is null && options.ClientHostnameHeader is null
        ? null : new KnownSenders(new ClientHeaders(options.ClientIPHeader, options.ClientHostnameHeader, null));

    private readonly BadMessages _reports = new(context, LargestDatagram, countInvalid: false);
    private readonly DatagramListener _listener = new(context);

    /// <summary>Where it listens, once started.</summary>
    public EndPoint? LocalEndPoint => _listener.LocalEndPoint;

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken) => _listener.ListenAsync(options.Host, options.Port, cancellationToken);

    /// <inheritdoc/>
    public Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) =>
        _listener.RunAsync((datagrams, puts) => PutAsync(datagrams, channels, puts), cancellationToken);

    /// <inheritdoc/>
    public ValueTask AnswerAsync(int count, ChannelException? refused, CancellationToken cancellationToken)
    {
        if (refused is not null)
            context.Problems.Report("Error writing to channel, event dropped.", refused);
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

    private async ValueTask PutAsync(DatagramBlock datagrams, IChannelProcessor channels, CancellationToken cancellationToken)
    {
        using var batch = EventBatch.Create();
        for (var i = 0; i < datagrams.Count; i++)
        {
            var headers = _senders is null ? Headers.Empty : await _senders.OfAsync(datagrams.SenderOf(i), cancellationToken);
            Add(datagrams[i], batch, headers);
        }
        if (batch.Count > 0)
            await channels.PutEachAsync(batch, this, cancellationToken);
    }

    private void Add(ReadOnlySpan<byte> datagram, EventBatch batch, Headers headers)
    {
        datagram = datagram.TrimStart((byte)'\n');
        var newline = datagram.IndexOf((byte)'\n');
        var message = newline < 0 ? datagram : datagram[..newline];
        if (message.IsEmpty)
        {
            context.Counters[CounterNames.EventReadFail].Increment();
            context.Problems.Report("A datagram without a message was dropped.", level: LogLevel.Warning);
            return;
        }
        var memory = batch.Rent(message.Length);
        message.CopyTo(memory.Span);
        _reader.Begin(message);
        _reader.Add(batch, memory, isCut: false, isCounted: false, headers);
        _reports.Read(_reader);
    }
}
