using System.Net;
using System.Net.Sockets;

namespace FlumePlug.Hdfs.Naming;

/// <summary>What <c>%[localhost]</c>, <c>%[IP]</c> and <c>%[FQDN]</c> stand for: java.net.InetAddress.getLocalHost.</summary>
internal static class HostNames
{
    public static string Of(string word) => word.ToUpperInvariant() switch
    {
        "LOCALHOST" => Dns.GetHostName(),
        "IP" => Address().ToString(),
        _ => CanonicalName(),
    };

    private static IPAddress Address()
    {
        try
        {
            var addresses = Dns.GetHostAddresses(Dns.GetHostName());
            return Array.Find(addresses, one => one.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0];
        }
        catch (Exception unknown) when (unknown is SocketException or IndexOutOfRangeException)
        {
            return IPAddress.Loopback;
        }
    }

    private static string CanonicalName()
    {
        var address = Address();
        try
        {
            return Dns.GetHostEntry(address).HostName;
        }
        catch (SocketException)
        {
            return address.ToString();
        }
    }
}
