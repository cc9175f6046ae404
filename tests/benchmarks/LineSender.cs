using System.Net;
using System.Net.Sockets;

namespace FlumePlug.Benchmarks;

/// <summary>Sends the bytes of a block over TCP again and again, as fast as the other side takes them.</summary>
internal sealed class LineSender : IDisposable
{
    private static readonly byte[] Lines = [.. Enumerable.Range(0, 2620).SelectMany(i => Line(i))];
    private readonly byte[] _block;
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Thread _sending;
    private readonly Thread? _receiving;
    private volatile bool _stopped;

    /// <param name="port">Where to.</param>
    /// <param name="readAnswers">Whether answers come and are read away.</param>
    /// <param name="block">What is sent; lines of 100 bytes if not given.</param>
    public LineSender(int port, bool readAnswers, byte[]? block = null)
    {
        _block = block ?? Lines;
        _socket.Connect(IPAddress.Loopback, port);
        _sending = new Thread(Send) { IsBackground = true };
        _sending.Start();
        if (!readAnswers)
            return;
        _receiving = new Thread(Receive) { IsBackground = true };
        _receiving.Start();
    }

    public void Dispose()
    {
        _stopped = true;
        _socket.Close();
        _sending.Join();
        _receiving?.Join();
    }

    private static byte[] Line(int number) => System.Text.Encoding.ASCII.GetBytes($"{number:D10} ".PadRight(99, 'x') + "\n");

    private void Send()
    {
        try
        {
            while (!_stopped)
                _socket.Send(_block);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
        }
    }

    private void Receive()
    {
        var answers = new byte[256 * 1024];
        try
        {
            while (_socket.Receive(answers) > 0)
            {
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
        }
    }
}
