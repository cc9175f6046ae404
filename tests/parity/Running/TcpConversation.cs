using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace FlumePlug.Parity.Running;

/// <summary>A TCP connection to an agent: all that was sent, all that was answered, and whether the agent hung up.</summary>
public sealed class TcpConversation : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly MemoryStream answers = new();
    private readonly MemoryStream sent = new();
    private volatile bool closedByAgent;

    private TcpConversation()
    {
    }

    public bool ClosedByAgent => closedByAgent;

    public byte[] Sent => sent.ToArray();

    public byte[] Answers
    {
        get
        {
            lock (answers) return answers.ToArray();
        }
    }

    /// <summary>Connects as soon as somebody listens.</summary>
    /// <exception cref="TimeoutException">Nobody did.</exception>
    public static async Task<TcpConversation> OpenAsync(int port, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var conversation = new TcpConversation();
            try
            {
                await conversation.socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
                _ = conversation.ReadAsync();
                return conversation;
            }
            catch (SocketException)
            {
                conversation.Dispose();
                if (clock.Elapsed > Poll.Deadline) throw new TimeoutException("nobody listens");
                await Task.Delay(50, cancellation);
            }
        }
    }

    /// <summary>Bytes for a peer that has hung up are dropped: that it did is observed.</summary>
    public async Task SendAsync(byte[] bytes, CancellationToken cancellation)
    {
        sent.Write(bytes);
        try
        {
            for (var rest = bytes.AsMemory(); !rest.IsEmpty;) rest = rest[await socket.SendAsync(rest, cancellation)..];
        }
        catch (SocketException)
        {
            closedByAgent = true;
        }
    }

    public void CloseSending()
    {
        if (socket.Connected) socket.Shutdown(SocketShutdown.Send);
    }

    public void Dispose() => socket.Dispose();

    private async Task ReadAsync()
    {
        var buffer = new byte[65536];
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var count)
            {
                lock (answers) answers.Write(buffer, 0, count);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // A reset ends the conversation like a close.
        }
        closedByAgent = true;
    }
}
