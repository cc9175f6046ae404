using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using FlumePlug.Sdk;

namespace FlumePlug.Client;

/// <summary>The headers that Flume's log4j appender sets (Log4jAvroHeaders).</summary>
internal static class LogHeaders
{
    public const string Timestamp = "flume.client.log4j.timestamp";
    public const string Level = "flume.client.log4j.log.level";

    private static readonly Lazy<string> Address = new(LocalAddress);

    /// <summary>The headers that all events of a logger have.</summary>
    public static Headers Of(string logger) => Headers.From(
        new("flume.client.log4j.logger.name", logger),
        new("flume.client.log4j.address", Address.Value),
        new("flume.client.log4j.message.encoding", "UTF8"));

    // Without the name service, whose answer may take long.
    private static string LocalAddress()
    {
        try
        {
            var addresses = NetworkInterface.GetAllNetworkInterfaces().Where(one => one.OperationalStatus == OperationalStatus.Up)
                .SelectMany(one => one.GetIPProperties().UnicastAddresses).Select(one => one.Address);
            return addresses.FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(one))?.ToString() ?? "127.0.0.1";
        }
        catch (NetworkInformationException)
        {
            return "127.0.0.1";
        }
    }
}
