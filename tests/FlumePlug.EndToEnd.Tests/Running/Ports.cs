using System.Net;
using System.Net.Sockets;

namespace FlumePlug.EndToEnd.Tests.Running;

/// <summary>TCP ports of the loopback address that are free, each given once.</summary>
internal static class Ports
{
    private static readonly HashSet<int> Given = [];

    public static int Free()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            lock (Given)
                if (Given.Add(port))
                    return port;
        }
    }
}
