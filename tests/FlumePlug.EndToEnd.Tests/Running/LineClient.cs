using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FlumePlug.EndToEnd.Tests.Running;

/// <summary>A client of a netcat source.</summary>
internal sealed class LineClient : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private LineClient()
    {
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<LineClient> ConnectAsync(int port)
    {
        var client = new LineClient();
        await client._socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), Token);
        return client;
    }

    /// <summary>Sends a text over a connection of its own and returns all answers.</summary>
    public static async Task<string> AskAsync(int port, string text)
    {
        using var client = await ConnectAsync(port);
        await client.SendAsync(text);
        client.EndSending();
        return await client.ReadToEndAsync();
    }

    /// <summary>Whether something listens.</summary>
    public static async Task<bool> CanConnectAsync(int port)
    {
        try
        {
            using var client = await ConnectAsync(port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Whether there is an answer, or the end, to read.</summary>
    public bool HasAnswer => _socket.Poll(0, SelectMode.SelectRead);

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, Token).AsTask().WaitAsync(Deadline, Token)..];
    }

    /// <summary>Sends until the other side takes no more for a moment; returns how many bytes went.</summary>
    public int SendUntilFull(ReadOnlySpan<byte> bytes, int most)
    {
        _socket.SendTimeout = 1000;
        var sent = 0;
        try
        {
            while (sent < most)
                sent += _socket.Send(bytes);
        }
        catch (SocketException full) when (full.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            // The other side reads no further.
        }
        return sent;
    }

    public async Task ExpectAsync(string answers)
    {
        var answer = new byte[Encoding.UTF8.GetByteCount(answers)];
        for (var read = 0; read < answer.Length;)
        {
            var received = await _socket.ReceiveAsync(answer.AsMemory(read), SocketFlags.None, Token).AsTask().WaitAsync(Deadline, Token);
            Assert.True(received > 0, $"The connection ended after: {Encoding.UTF8.GetString(answer, 0, read)}");
            read += received;
        }
        Assert.Equal(answers, Encoding.UTF8.GetString(answer));
    }

    /// <summary>Reads answers until so many OKs have come or the connection ends; returns how many came.</summary>
    public async Task<int> ReadOksAsync(int most)
    {
        var answer = new byte[3 * most];
        var read = 0;
        try
        {
            while (read < answer.Length
                && await _socket.ReceiveAsync(answer.AsMemory(read), SocketFlags.None, Token).AsTask().WaitAsync(Deadline, Token) is var received and > 0)
                read += received;
        }
        catch (SocketException)
        {
            // Closed with lines unread: what came before counts.
        }
        Assert.StartsWith(Encoding.UTF8.GetString(answer, 0, read), string.Concat(Enumerable.Repeat("OK\n", most)), StringComparison.Ordinal);
        return read / 3;
    }

    /// <summary>Whether the first answer is OK; one that is refused may find its connection reset.</summary>
    public async Task<bool> IsServedAsync()
    {
        var answer = new byte["OK\n".Length];
        try
        {
            var received = await _socket.ReceiveAsync(answer, SocketFlags.None, Token).AsTask().WaitAsync(Deadline, Token);
            return Encoding.UTF8.GetString(answer, 0, received) == "OK\n";
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        var block = new byte[64 * 1024];
        while (await _socket.ReceiveAsync(block, SocketFlags.None, Token).AsTask().WaitAsync(Deadline, Token) is var received and > 0)
            all.Write(block, 0, received);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();
}
