using System.Net;
using System.Net.Sockets;

namespace FlumePlug.Parity.Running;

/// <summary>Free ports below the range from which the kernel gives client connections theirs.</summary>
public static class Ports
{
    private static int next = 12000 + (Environment.ProcessId * 37 % 16000);

    public static int Free()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref next);
            try
            {
                using var stream = new Socket(SocketType.Stream, ProtocolType.Tcp);
                stream.Bind(new IPEndPoint(IPAddress.Any, port));
                using var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                datagrams.Bind(new IPEndPoint(IPAddress.Any, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next one.
            }
        }
    }
}
