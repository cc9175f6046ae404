using System.Net.Sockets;
using FlumePlug.Sdk;

namespace FlumePlug.Legacy;

/// <summary>Takes events from the Thrift sinks of Flume 0.9: unframed, in the binary protocol, not answered (Flume's ThriftLegacySource).</summary>
[Source("thriftLegacy", Aliases = ["org.apache.flume.source.thriftLegacy.ThriftLegacySource"],
    Summary = "Thrift server for agents of Flume 0.9.")]
public sealed class ThriftLegacySource : ConnectionSource
{
    private readonly LegacyOptions _options;
    private readonly ComponentContext _context;

    /// <summary>Listens with the start.</summary>
    public ThriftLegacySource(LegacyOptions options, ComponentContext context)
        : base(context)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _context) = (options, context);
    }

    /// <inheritdoc/>
    protected override (string? Host, int Port) Address => (_options.Host, _options.Port);

    /// <inheritdoc/>
    protected override string Expectation => "the Thrift of Flume 0.9 (unframed, binary protocol)";

    /// <inheritdoc/>
    protected override async Task ServeAsync(Socket socket, IChannelProcessor channels, CancellationToken puts, CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var connection = new OldConnection(stream, channels, _context.Problems, puts);
        await connection.ServeAsync(cancellationToken);
    }
}
