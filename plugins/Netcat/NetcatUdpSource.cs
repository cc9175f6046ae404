using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Netcat;

/// <summary>
/// Listens on UDP: every datagram is an event, up to its first newline (Flume's NetcatUdpSource, which cuts datagrams at 2048
/// bytes; here they are taken whole). Nobody is answered; what the channel refuses is counted and gone.
/// </summary>
[Source("netcatudp", Aliases = ["org.apache.flume.source.NetcatUdpSource"],
    Summary = "UDP listener: one event per datagram, up to its first newline.")]
public sealed class NetcatUdpSource(NetcatUdpOptions options, ComponentContext context) : ISource, IPutAnswers, IDisposable
{
    private const int LargestDatagram = 64 * 1024;
    private const int MostEvents = 1024;
    private const int MostBytes = 256 * 1024;
    private const int KernelBuffer = 4 * 1024 * 1024;

    /// <summary>How long a put that was under way may go on when the source stops; by no clock but the machine's.</summary>
    private static readonly TimeSpan PutGrace = TimeSpan.FromSeconds(2);

    private readonly SenderHeaders? _senders = options.RemoteAddress is null ? null : new SenderHeaders(options.RemoteAddress);
    private readonly byte[] _datagram = new byte[LargestDatagram];
    private Socket? _socket;

    /// <summary>Where it listens, once started.</summary>
    public EndPoint? LocalEndPoint => _socket?.LocalEndPoint;

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var address = await BindAddress.ResolveAsync(options.Bind, options.Port, cancellationToken);
        _socket = BindAddress.NewSocket(address, SocketType.Dgram);
        _socket.Blocking = false;
        _socket.EnableBroadcast = true;
        _socket.ReceiveBufferSize = KernelBuffer;
        BindAddress.Bind(_socket, address);
        context.Logger.LogInformation("Listening on {Address} (UDP)", _socket.LocalEndPoint);
    }

    /// <inheritdoc/>
    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        var socket = _socket ?? throw new InvalidOperationException("The source was not started.");
        using var puts = new CancellationTokenSource();
        using var stopping = cancellationToken.Register(() => puts.CancelAfter(PutGrace));
        while (!cancellationToken.IsCancellationRequested)
        {
            using var batch = EventBatch.Create();
            Collect(socket, batch);
            if (batch.Count > 0)
                await channels.PutEachAsync(batch, this, puts.Token);
            else
                await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken);
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

    // What has arrived, never waiting for more.
    private void Collect(Socket socket, EventBatch batch)
    {
        for (var bytes = 0; bytes < MostBytes && batch.Count < MostEvents;)
        {
            if (!TryReceive(socket, out var received, out var headers))
                return;
            var body = _datagram.AsSpan(0, received);
            var newline = body.IndexOf((byte)'\n');
            batch.AddCopy(headers, newline < 0 ? body : body[..newline]);
            bytes += received;
        }
    }

    private bool TryReceive(Socket socket, out int received, out Headers headers)
    {
        headers = Headers.Empty;
        if (_senders is null)
        {
            received = socket.Receive(_datagram, SocketFlags.None, out var error);
            return error == SocketError.Success || (error != SocketError.WouldBlock ? throw new SocketException((int)error) : false);
        }
        received = 0;
        if (!socket.Poll(0, SelectMode.SelectRead))
            return false;
        received = socket.ReceiveFrom(_datagram, SocketFlags.None, _senders.Sender);
        headers = _senders.OfSender();
        return true;
    }
}
