using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;

namespace FlumePlug.Netcat;

/// <summary>The headers that tell a datagram's sender; made once per sender. One call at a time.</summary>
internal sealed class SenderHeaders(string name)
{
    private const int MostKnown = 1024;

    private readonly Dictionary<IPEndPoint, Headers> _known = [];
    private IPEndPoint? _last;
    private Headers _lastHeaders = Headers.Empty;

    /// <summary>The headers of a sender.</summary>
    public Headers Of(IPEndPoint sender)
    {
        if (ReferenceEquals(sender, _last))
            return _lastHeaders;
        if (!_known.TryGetValue(sender, out var headers))
        {
            if (_known.Count >= MostKnown)
                _known.Clear();
            _known[sender] = headers = Headers.Empty.With(name, InJavaForm(sender));
        }
        (_last, _lastHeaders) = (sender, headers);
        return headers;
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
