using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Sdk;

/// <summary>
/// Receives datagrams for a source. A thread of its own does nothing but empty the kernel's buffer, which holds a twentieth of a
/// second of a busy sender: what interrupts the source, from a collection to a full channel, loses nothing as long as 16 MB of
/// datagrams have room here. What the kernel had no room for is counted as <see cref="CounterNames.KernelDropCount"/>.
/// </summary>
/// <param name="context">The source's.</param>
public sealed class DatagramListener(ComponentContext context) : IDisposable
{
    private const int WantedBuffer = 4 * 1024 * 1024;

    // Of Linux: sys/socket.h and linux/sock_diag.h.
    private const int SolSocket = 1;
    private const int SoReceiveBufferForce = 33;
    private const int SoMemInfo = 55;
    private const int MemInfoDrops = 8;

    // By no clock but the machine's.
    private static readonly TimeSpan PutGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(1);

    private readonly DatagramQueue _queue = new();
    private readonly Counter _dropped = context.Counters[CounterNames.KernelDropCount];
    private Socket? _socket;
    private uint _lastDrops;

    /// <summary>Where it listens, once it does.</summary>
    public EndPoint? LocalEndPoint { get; private set; }

    /// <summary>Listens on an address, with the largest buffer that the kernel grants; a null host is every address.</summary>
    /// <exception cref="SocketException">The address is unknown, taken or not ours.</exception>
    public async ValueTask ListenAsync(string? host, int port, CancellationToken cancellationToken)
    {
        var address = await BindAddress.ResolveAsync(host, port, cancellationToken);
        _socket = BindAddress.NewSocket(address, SocketType.Dgram);
        _socket.EnableBroadcast = true;
        _socket.ReceiveBufferSize = WantedBuffer;
        if (Granted(_socket) < WantedBuffer && OperatingSystem.IsLinux())
            TryForce(_socket);
        BindAddress.Bind(_socket, address);
        LocalEndPoint = _socket.LocalEndPoint;
        context.Logger.LogInformation(
            "Listening on {Address} (UDP) with a receive buffer of {Granted} bytes; {Wanted} were asked for", LocalEndPoint, Granted(_socket), WantedBuffer);
    }

    /// <summary>Receives until the token is cancelled; what was received until then is served before it returns.</summary>
    /// <param name="serve">
    /// Serves datagrams, one call at a time in their order. Its token gives a put that is under way two seconds more.
    /// </param>
    /// <param name="cancellationToken">Stops receiving.</param>
    public async Task RunAsync(Func<DatagramBlock, CancellationToken, ValueTask> serve, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(serve);
        var socket = _socket ?? throw new InvalidOperationException("The source was not started.");
        using var puts = new CancellationTokenSource();
        new Thread(() => Receive(socket, cancellationToken)) { IsBackground = true, Name = "datagrams" }.Start();
        using var stopping = cancellationToken.Register(() =>
        {
            puts.CancelAfter(PutGrace);
            Dispose();
        });
        try
        {
            while (await _queue.TakeAsync(puts.Token) is { } block)
            {
                CountDrops(socket);
                await serve(block, puts.Token);
                _queue.GiveBack(block);
            }
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Stops receiving.</summary>
    public void Dispose()
    {
        _queue.End(null);
        _socket?.Dispose();
    }

    // Where datagrams are dense it is cheaper, for the sender too, to let some gather than to be woken for each.
    private void Receive(Socket socket, CancellationToken cancellationToken)
    {
        try
        {
            var receiver = new DatagramReceiver(socket, OperatingSystem.IsLinux());
            while (receiver.Receive() is var count and > 0)
            {
                _queue.Put(receiver, count);
                if (count is > 1 and < DatagramReceiver.Most)
                    Thread.Sleep(Nap);
            }
            _queue.End(null);
        }
        catch (Exception closed) when (cancellationToken.IsCancellationRequested || socket.SafeHandle.IsClosed)
        {
            context.Logger.LogDebug(closed, "The socket was closed");
            _queue.End(null);
        }
        catch (Exception failure)
        {
            _queue.End(failure);
        }
    }

    // The kernel tells twice what it grants: it counts what a datagram costs it, too.
    private static int Granted(Socket socket) => OperatingSystem.IsLinux() ? socket.ReceiveBufferSize / 2 : socket.ReceiveBufferSize;

    // Beyond net.core.rmem_max, for agents that may.
    private void TryForce(Socket socket)
    {
        try
        {
            socket.SetRawSocketOption(SolSocket, SoReceiveBufferForce, BitConverter.GetBytes(WantedBuffer));
        }
        catch (SocketException refused)
        {
            context.Logger.LogDebug(refused, "The receive buffer cannot be larger than net.core.rmem_max");
        }
    }

    private void CountDrops(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
            return;
        Span<uint> info = stackalloc uint[MemInfoDrops + 1];
        try
        {
            if (socket.GetRawSocketOption(SolSocket, SoMemInfo, MemoryMarshal.AsBytes(info)) < (MemInfoDrops + 1) * sizeof(uint))
                return;
        }
        catch (Exception unknown) when (unknown is SocketException or ObjectDisposedException)
        {
            // A kernel before 4.12, or stopped.
            return;
        }
        var drops = info[MemInfoDrops] - _lastDrops;
        if (drops == 0)
            return;
        _lastDrops = info[MemInfoDrops];
        _dropped.Add(drops);
        context.Problems.Report(
            "Datagrams came faster than they were put, and the kernel dropped some; the metrics count them as "
            + $"{CounterNames.KernelDropCount}. A larger net.core.rmem_max lets the buffer grow.", level: LogLevel.Warning);
    }
}
