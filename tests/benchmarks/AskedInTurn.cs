using System.Net;
using System.Net.Sockets;

namespace FlumePlug.Benchmarks;

/// <summary>Many connections that each have one line that is not answered: all are sent, then all answers are read, and again.</summary>
internal sealed class AskedInTurn : IDisposable
{
    public const int LineSize = 100;

    private static readonly byte[] Line = System.Text.Encoding.ASCII.GetBytes("one answered event at a time".PadRight(LineSize - 1, 'x') + "\n");

    private readonly List<Socket> _sockets = [];
    private readonly Thread _asking;
    private volatile bool _stopped;

    public AskedInTurn(int port, int connections)
    {
        for (var i = 0; i < connections; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, port);
            _sockets.Add(socket);
        }
        _asking = new Thread(Ask) { IsBackground = true };
        _asking.Start();
    }

    public void Dispose()
    {
        _stopped = true;
        _asking.Join();
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private void Ask()
    {
        var answer = new byte[3];
        while (!_stopped)
        {
            foreach (var socket in _sockets)
                socket.Send(Line);
            foreach (var socket in _sockets)
                for (var read = 0; read < answer.Length;)
                    read += socket.Receive(answer.AsSpan(read));
        }
    }
}
