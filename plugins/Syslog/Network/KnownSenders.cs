using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;

namespace FlumePlug.Syslog.Network;

/// <summary>The headers that tell a datagram's sender; made once per sender. One call at a time.</summary>
internal sealed class KnownSenders(ClientHeaders clients)
{
    private const int MostKnown = 1024;

    private readonly Dictionary<IPAddress, Headers> _known = [];
    private readonly SocketAddress _last = new(AddressFamily.InterNetworkV6);
    private Headers? _lastHeaders;

    /// <summary>Takes the sender's address.</summary>
    public SocketAddress Sender { get; } = new(AddressFamily.InterNetworkV6);

    /// <summary>The headers of <see cref="Sender"/>; null when they must be made first.</summary>
    public Headers? OfSender()
    {
        if (_lastHeaders is not null && Sender.Equals(_last))
            return _lastHeaders;
        if (!_known.TryGetValue(Address(), out var headers))
            return null;
        _last.Size = Sender.Size;
        Sender.Buffer.CopyTo(_last.Buffer);
        return _lastHeaders = headers;
    }

    /// <summary>Makes the headers of <see cref="Sender"/>.</summary>
    public async ValueTask<Headers> MakeAsync(CancellationToken cancellationToken)
    {
        var address = Address();
        if (_known.Count >= MostKnown)
            _known.Clear();
        return _known[address] = await clients.OfAsync(address, 0, cancellationToken);
    }

    private IPAddress Address()
    {
        var any = new IPEndPoint(Sender.Family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        return ((IPEndPoint)any.Create(Sender)).Address;
    }
}
