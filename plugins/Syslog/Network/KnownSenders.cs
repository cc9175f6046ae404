using System.Net;
using FlumePlug.Sdk;

namespace FlumePlug.Syslog.Network;

/// <summary>The headers that tell a datagram's sender; made once per sender. One call at a time.</summary>
internal sealed class KnownSenders(ClientHeaders clients)
{
    private const int MostKnown = 1024;

    private readonly Dictionary<IPAddress, Headers> _known = [];
    private IPEndPoint? _last;
    private Headers _lastHeaders = Headers.Empty;

    /// <summary>The headers of a sender.</summary>
    public async ValueTask<Headers> OfAsync(IPEndPoint sender, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(sender, _last))
            return _lastHeaders;
        if (!_known.TryGetValue(sender.Address, out var headers))
        {
            if (_known.Count >= MostKnown)
                _known.Clear();
            _known[sender.Address] = headers = await clients.OfAsync(sender.Address, 0, cancellationToken);
        }
        (_last, _lastHeaders) = (sender, headers);
        return headers;
    }
}
