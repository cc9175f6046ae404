using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Syslog.Network;

/// <summary>A UDP socket that asks for a large buffer, says what it was granted, and counts what the kernel dropped. One call at a time.</summary>
internal sealed class DatagramSocket : IDisposable
{
    private const int WantedBuffer = 4 * 1024 * 1024;

    // Of Linux: sys/socket.h and linux/sock_diag.h.
    private const int SolSocket = 1;
    private const int SoReceiveBufferForce = 33;
    private const int SoMemInfo = 55;
    private const int MemInfoDrops = 8;

    private readonly ComponentContext _context;
    private readonly Counter _dropped;
    private uint _lastDrops;

    public DatagramSocket(IPEndPoint address, ComponentContext context)
    {
        (_context, _dropped) = (context, context.Counters[SyslogUdpSource.KernelDropCount]);
        Socket = BindAddress.NewSocket(address, SocketType.Dgram);
        Socket.Blocking = false;
        Socket.EnableBroadcast = true;
        Socket.ReceiveBufferSize = WantedBuffer;
        if (Socket.ReceiveBufferSize < WantedBuffer && OperatingSystem.IsLinux())
            TryForce();
        BindAddress.Bind(Socket, address);
        context.Logger.LogInformation(
            "Listening on {Address} (UDP) with a receive buffer of {Granted} bytes; {Wanted} were asked for", Socket.LocalEndPoint,
            Socket.ReceiveBufferSize, WantedBuffer);
    }

    public Socket Socket { get; }

    /// <summary>Looks how many datagrams the kernel had no room for since the last look.</summary>
    public void CountDrops()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Span<uint> info = stackalloc uint[MemInfoDrops + 1];
        try
        {
            if (Socket.GetRawSocketOption(SolSocket, SoMemInfo, MemoryMarshal.AsBytes(info)) < (MemInfoDrops + 1) * sizeof(uint))
                return;
        }
        catch (SocketException)
        {
            // A kernel before 4.12.
            return;
        }
        var drops = info[MemInfoDrops] - _lastDrops;
        if (drops == 0)
            return;
        _lastDrops = info[MemInfoDrops];
        _dropped.Add(drops);
        _context.Problems.Report(
            "Datagrams came faster than they were put, and the kernel dropped some; the metrics count them as "
            + $"{SyslogUdpSource.KernelDropCount}. A larger net.core.rmem_max lets the buffer grow.", level: LogLevel.Warning);
    }

    public void Dispose() => Socket.Dispose();

    // Beyond net.core.rmem_max, for agents that may.
    private void TryForce()
    {
        try
        {
            Socket.SetRawSocketOption(SolSocket, SoReceiveBufferForce, BitConverter.GetBytes(WantedBuffer));
        }
        catch (SocketException refused)
        {
            _context.Logger.LogDebug(refused, "The receive buffer cannot be larger than net.core.rmem_max");
        }
    }
}
