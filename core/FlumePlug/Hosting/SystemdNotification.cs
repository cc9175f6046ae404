using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hosting;

/// <summary>Tells systemd how the service is (sd_notify(3)); does nothing when it did not start us as <c>Type=notify</c>.</summary>
internal sealed class SystemdNotification(string? socketPath, ILogger logger)
{
    public static SystemdNotification FromEnvironment(ILogger logger) =>
        new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), logger);

    public void Ready(string status) => Send($"READY=1\nSTATUS={status.ReplaceLineEndings(" ")}");

    // The time tells systemd (Type=notify-reload) which reload the READY=1 that follows is of.
    public void Reloading() => Send(string.Create(CultureInfo.InvariantCulture,
        $"RELOADING=1\nMONOTONIC_USEC={Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000)}"));

    public void Stopping() => Send("STOPPING=1");

    private void Send(string state)
    {
        if (string.IsNullOrEmpty(socketPath))
            return;
        try
        {
            // A leading @ is the abstract name space, written as a leading NUL on the wire.
            var address = new UnixDomainSocketEndPoint(socketPath[0] == '@' ? '\0' + socketPath[1..] : socketPath);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), address);
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            logger.LogWarning("systemd could not be told {State}: {Reason}", state.ReplaceLineEndings(" "), failure.Message);
        }
    }
}
