using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;

namespace FlumePlug.Netcat;

/// <summary>The headers that tell a datagram's sender; made once per sender.</summary>
internal sealed class SenderHeaders(string name)
{
    private const int MostKnown = 1024;

    private readonly Dictionary<SocketAddress, Headers> _known = [];

    /// <summary>Takes the sender's address.</summary>
    public SocketAddress Sender { get; } = new(AddressFamily.InterNetworkV6);

    /// <summary>The headers of <see cref="Sender"/>.</summary>
    public Headers OfSender()
    {
        if (_known.TryGetValue(Sender, out var headers))
            return headers;
        if (_known.Count >= MostKnown)
            _known.Clear();
        var copy = new SocketAddress(Sender.Family, Sender.Size);
        Sender.Buffer.Span[..Sender.Size].CopyTo(copy.Buffer.Span);
        var any = new IPEndPoint(Sender.Family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        return _known[copy] = Headers.Empty.With(name, InJavaForm((IPEndPoint)any.Create(copy)));
    }

    /// <summary>An address as Java prints it: <c>/127.0.0.1:5</c>, <c>/[0:0:0:0:0:0:0:1]:5</c>.</summary>
    internal static string InJavaForm(IPEndPoint sender)
    {
        var address = sender.Address.IsIPv4MappedToIPv6 ? sender.Address.MapToIPv4() : sender.Address;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return string.Create(CultureInfo.InvariantCulture, $"/{address}:{sender.Port}");
        var bytes = address.GetAddressBytes();
        var groups = string.Join(':', Enumerable.Range(0, 8).Select(
            group => ((bytes[2 * group] << 8) | bytes[(2 * group) + 1]).ToString("x", CultureInfo.InvariantCulture)));
        var scope = address.ScopeId == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"%{address.ScopeId}");
        return string.Create(CultureInfo.InvariantCulture, $"/[{groups}{scope}]:{sender.Port}");
    }
}
