using System.Net;
using System.Net.Sockets;
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
    /// <summary>The counter of datagrams that the kernel had no room for; ours.</summary>
    public const string KernelDropCount = nameof(KernelDropCount);

    private const int LargestDatagram = 64 * 1024;
    private const int MostEvents = 1024;
    private const int MostBytes = 256 * 1024;

    // By no clock but the machine's.
    private static readonly TimeSpan PutGrace = TimeSpan.FromSeconds(2);

    private readonly MessageReader _reader = new(
        Dialect.OfPatterns, options.KeepFields, CustomFormat.Of(options.Format, context.Time), context);

    private readonly KnownSenders? _senders = options.ClientIPHeader is null && options.ClientHostnameHeader is null
        ? null : new KnownSenders(new ClientHeaders(options.ClientIPHeader, options.ClientHostnameHeader, null));

    private readonly BadMessages _reports = new(context, LargestDatagram, countInvalid: false);
    private readonly byte[] _datagram = new byte[LargestDatagram];
    private DatagramSocket? _socket;

    /// <summary>Where it listens, once started.</summary>
    public EndPoint? LocalEndPoint => _socket?.Socket.LocalEndPoint;

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellationToken) =>
        _socket = new DatagramSocket(await BindAddress.ResolveAsync(options.Host, options.Port, cancellationToken), context);

    /// <inheritdoc/>
    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        var socket = _socket ?? throw new InvalidOperationException("The source was not started.");
        using var puts = new CancellationTokenSource();
        using var stopping = cancellationToken.Register(() => puts.CancelAfter(PutGrace));
        while (!cancellationToken.IsCancellationRequested)
        {
            using var batch = EventBatch.Create();
            var unknown = Collect(socket.Socket, batch);
            socket.CountDrops();
            if (batch.Count > 0)
                await channels.PutEachAsync(batch, this, puts.Token);
            if (unknown >= 0)
                await PutFirstAsync(unknown, channels, puts.Token);
            else if (batch.Count == 0)
                await socket.Socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken);
        }
    }

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
    public void Dispose() => _socket?.Dispose();

    // What has arrived, never waiting for more. A datagram of a sender that is not known yet ends the batch; its length is returned.
    private int Collect(Socket socket, EventBatch batch)
    {
        for (var bytes = 0; bytes < MostBytes && batch.Count < MostEvents;)
        {
            if (!TryReceive(socket, out var received))
                return -1;
            if ((_senders is null ? Headers.Empty : _senders.OfSender()) is not { } headers)
                return received;
            Add(_datagram.AsSpan(0, received), batch, headers);
            bytes += received;
        }
        return -1;
    }

    private async ValueTask PutFirstAsync(int received, IChannelProcessor channels, CancellationToken cancellationToken)
    {
        using var batch = EventBatch.Create();
        var headers = await _senders!.MakeAsync(cancellationToken);
        Add(_datagram.AsSpan(0, received), batch, headers);
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

    private bool TryReceive(Socket socket, out int received)
    {
        received = 0;
        if (_senders is null)
        {
            received = socket.Receive(_datagram, SocketFlags.None, out var error);
            return error == SocketError.Success || (error != SocketError.WouldBlock ? throw new SocketException((int)error) : false);
        }
        if (!socket.Poll(0, SelectMode.SelectRead))
            return false;
        received = socket.ReceiveFrom(_datagram, SocketFlags.None, _senders.Sender);
        return true;
    }
}
