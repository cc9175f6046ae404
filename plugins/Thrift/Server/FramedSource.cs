using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>A server of framed Thrift: a call is answered well once every required channel has stored its events.</summary>
public abstract class FramedSource : ConnectionSource
{
    private readonly ComponentContext _context;

    private protected FramedSource(ComponentContext context)
        : base(context) => _context = context;

    /// <inheritdoc/>
    protected override string Expectation => "Thrift as this source does"
        + $" (framed, protocol {(Protocol == ThriftProtocol.Binary ? "binary" : "compact")}, ssl {(Tls is null ? "off" : "on")})";

    private protected abstract ThriftProtocol Protocol { get; }

    private protected abstract FrameLimit Limit { get; }

    private protected virtual ServerTls? Tls => null;

    /// <inheritdoc/>
    protected override async Task ServeAsync(Socket socket, IChannelProcessor channels, CancellationToken puts, CancellationToken cancellationToken)
    {
        var plain = new NetworkStream(socket, ownsSocket: true);
        await using var stream = Tls is null ? plain : await Tls.AuthenticateAsync(plain, cancellationToken);
        var service = NewService();
        using var connection = new ThriftServerConnection(
            stream, channels, service, new CallReader(service, Protocol, Limit), _context, puts);
        await connection.ServeAsync(cancellationToken);
    }

    private protected abstract IThriftService NewService();
}
