using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FlumePlug.Benchmarks;

/// <summary>Many connections that each send one line at a time, in turn, each line with a send of its own.</summary>
internal sealed class OneAtATime : IDisposable
{
    private static readonly byte[] Line = System.Text.Encoding.ASCII.GetBytes("one event at a time".PadRight(99, 'x') + "\n");
    private readonly List<Socket> _sockets = [];
    private readonly Thread _sending;
    private volatile bool _stopped;

    public OneAtATime(int port, int connections)
    {
        for (var i = 0; i < connections; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, port);
            _sockets.Add(socket);
        }
        _sending = new Thread(Send) { IsBackground = true };
        _sending.Start();
    }

    /// <summary>The median time from sending a line to its answer, in microseconds.</summary>
    public static double MedianMicroseconds(int port, int lines)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        var answer = new byte[3];
        var times = new double[lines];
        for (var i = 0; i < lines; i++)
        {
            var since = Stopwatch.GetTimestamp();
            socket.Send(Line);
            for (var read = 0; read < answer.Length;)
                read += socket.Receive(answer.AsSpan(read));
            times[i] = Stopwatch.GetElapsedTime(since).TotalMicroseconds;
        }
        Array.Sort(times);
        return times[lines / 2];
    }

    public void Dispose()
    {
        _stopped = true;
        _sending.Join();
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private void Send()
    {
        try
        {
            while (!_stopped)
                foreach (var socket in _sockets)
                    socket.Send(Line);
        }
        catch (SocketException)
        {
            // The other side has measured enough and is gone.
        }
    }
}
