using System.Net;
using System.Net.Sockets;

namespace FlumePlug.Sdk;

/// <summary>Where a source listens, found as Java finds it: IPv4 before IPv6, and every address means both.</summary>
public static class BindAddress
{
    /// <summary>The address of a host; null is every address.</summary>
    /// <exception cref="SocketException">The host has none.</exception>
    public static async ValueTask<IPEndPoint> ResolveAsync(string? host, int port, CancellationToken cancellationToken)
    {
        if (host is null || (IPAddress.TryParse(host, out var literal) && literal.Equals(IPAddress.Any)))
            return new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port);
        if (literal is not null)
            return new IPEndPoint(literal, port);
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            return new IPEndPoint(addresses.OrderBy(found => found.AddressFamily != AddressFamily.InterNetwork).First(), port);
        }
        catch (SocketException unknown)
        {
            throw new SocketException((int)unknown.SocketErrorCode, $"Cannot listen on {host}:{port}: {unknown.Message}");
        }
    }

    /// <summary>Binds a socket to an address.</summary>
    /// <exception cref="SocketException">The address is taken or not ours; the message names it.</exception>
    public static void Bind(Socket socket, IPEndPoint address)
    {
        ArgumentNullException.ThrowIfNull(socket);
        try
        {
            socket.Bind(address);
        }
        catch (SocketException refused)
        {
            throw new SocketException((int)refused.SocketErrorCode, $"Cannot listen on {address}: {refused.Message}");
        }
    }

    /// <summary>A socket for the address; every IPv6 address means every IPv4 one, too.</summary>
    public static Socket NewSocket(IPEndPoint address, SocketType type)
    {
        ArgumentNullException.ThrowIfNull(address);
        var socket = new Socket(address.AddressFamily, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        if (address.Address.Equals(IPAddress.IPv6Any))
            socket.DualMode = true;
        return socket;
    }
}
