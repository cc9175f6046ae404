using System.Net;
using System.Net.Sockets;

namespace FlumePlug.Interceptors;

/// <summary>This host as java.net.InetAddress.getLocalHost sees it.</summary>
internal static class LocalHost
{
    /// <summary>The address of the host's own name, IPv4 before IPv6, as Java prefers.</summary>
    /// <exception cref="SocketException">The host does not know its own name.</exception>
    public static string Address() => Resolve().ToString();

    /// <summary>The name that the address leads back to; the address itself when it leads nowhere.</summary>
    /// <exception cref="SocketException">The host does not know its own name.</exception>
    public static string CanonicalName()
    {
        var address = Resolve();
        try
        {
            return Dns.GetHostEntry(address).HostName;
        }
        catch (SocketException)
        {
            return address.ToString();
        }
    }

    private static IPAddress Resolve()
    {
        var addresses = Dns.GetHostAddresses(Dns.GetHostName());
        return Array.Find(addresses, one => one.AddressFamily == AddressFamily.InterNetwork)
            ?? (addresses.Length > 0 ? addresses[0] : throw new SocketException((int)SocketError.HostNotFound));
    }
}
