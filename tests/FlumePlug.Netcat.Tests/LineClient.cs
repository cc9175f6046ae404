using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FlumePlug.Netcat.Tests;

/// <summary>A client that talks to a netcat source.</summary>
internal sealed class LineClient(Socket socket) : IDisposable
{
    private readonly byte[] _received = new byte[64 * 1024];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Socket Socket { get; } = socket;

    public static async Task<LineClient> ConnectAsync(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address, Token);
        return new LineClient(socket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await Socket.SendAsync(bytes, SocketFlags.None, Token)..];
    }

    /// <summary>Exactly so many bytes of answers.</summary>
    public async Task<byte[]> ReadAsync(int count)
    {
        var answer = new byte[count];
        for (var read = 0; read < count;)
        {
            var received = await Socket.ReceiveAsync(answer.AsMemory(read), SocketFlags.None, Token);
            Assert.True(received > 0, $"The connection ended after: {Encoding.UTF8.GetString(answer, 0, read)}");
            read += received;
        }
        return answer;
    }

    public async Task ExpectAsync(string answers) => Assert.Equal(answers, Encoding.UTF8.GetString(await ReadAsync(answers.Length)));

    /// <summary>Everything until the source closes the connection.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        while (await Socket.ReceiveAsync(_received, SocketFlags.None, Token) is var received and > 0)
            all.Write(_received, 0, received);
        return all.ToArray();
    }

    public async Task<string> ReadTextToEndAsync() => Encoding.UTF8.GetString(await ReadToEndAsync());

    public void EndSending() => Socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => Socket.Dispose();
}
