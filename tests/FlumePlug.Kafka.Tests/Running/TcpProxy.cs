using System.Net;
using System.Net.Sockets;

namespace FlumePlug.Kafka.Tests.Running;

/// <summary>Stands between a client and a broker, and can cut the line between them for a while.</summary>
internal sealed class TcpProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly HashSet<Socket> _open = [];
    private bool _isCut;

    public TcpProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends every connection and refuses new ones until the result is disposed.</summary>
    public IDisposable Cut()
    {
        lock (_open)
        {
            _isCut = true;
            foreach (var socket in _open)
                socket.Dispose();
            _open.Clear();
        }
        return new Mending(this);
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var _ = client;
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        lock (_open)
        {
            if (_isCut)
                return;
            _open.Add(client);
            _open.Add(server);
        }
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
        }
        lock (_open)
        {
            _open.Remove(client);
            _open.Remove(server);
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
                await to.SendAsync(buffer.AsMemory(0, count));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
        }
    }

    private sealed class Mending(TcpProxy proxy) : IDisposable
    {
        public void Dispose()
        {
            lock (proxy._open)
                proxy._isCut = false;
        }
    }
}
