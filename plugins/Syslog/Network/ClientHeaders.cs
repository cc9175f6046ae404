using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;

namespace FlumePlug.Syslog.Network;

/// <summary>The headers that tell where messages come from; null names are no headers.</summary>
/// <param name="ipName">The header for the sender's address.</param>
/// <param name="hostName">The header for the sender's host name, looked up once per connection.</param>
/// <param name="portName">The header for the port that it sent to.</param>
internal sealed class ClientHeaders(string? ipName, string? hostName, string? portName)
{
    private static readonly TimeSpan LookupTime = TimeSpan.FromSeconds(5);

    /// <summary>Whether the sender's address makes a difference.</summary>
    public bool NeedsSender { get; } = ipName is not null || hostName is not null;

    /// <summary>The headers of a sender.</summary>
    public async ValueTask<Headers> OfAsync(IPAddress sender, int localPort, CancellationToken cancellationToken)
    {
        var headers = portName is null ? Headers.Empty : Headers.Empty.With(portName, localPort.ToString(CultureInfo.InvariantCulture));
        var address = InJavaForm(sender);
        if (ipName is not null)
            headers = headers.With(ipName, address);
        return hostName is null ? headers : headers.With(hostName, await NameAsync(address, cancellationToken));
    }

    /// <summary>An address as Java prints it: <c>0:0:0:0:0:0:0:1</c>, and IPv4 also where it came over IPv6.</summary>
    internal static string InJavaForm(IPAddress sender)
    {
        var address = sender.IsIPv4MappedToIPv6 ? sender.MapToIPv4() : sender;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        var groups = string.Join(':', Enumerable.Range(0, 8).Select(
            group => ((bytes[2 * group] << 8) | bytes[(2 * group) + 1]).ToString("x", CultureInfo.InvariantCulture)));
        return address.ScopeId == 0 ? groups : string.Create(CultureInfo.InvariantCulture, $"{groups}%{address.ScopeId}");
    }

    // As in Java, the address itself where there is no name.
    private static async Task<string> NameAsync(string address, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(LookupTime);
        try
        {
            var found = (await Dns.GetHostEntryAsync(address, AddressFamily.Unspecified, late.Token)).HostName;
            return IPAddress.TryParse(found, out _) ? address : found;
        }
        catch (Exception unknown) when (unknown is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return address;
        }
    }
}
