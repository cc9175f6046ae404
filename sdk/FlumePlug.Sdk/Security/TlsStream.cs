using System.Net.Security;
using System.Runtime.CompilerServices;

namespace FlumePlug.Sdk;

/// <summary>
/// TLS over a transport, which it owns. The records of one write leave together, and many are received together: a call of the
/// system for each would cost as much as their encryption.
/// </summary>
internal sealed class TlsStream : SslStream
{
    // A write of so little is one record, which needs no gathering.
    private const int RecordBytes = 16 * 1024;

    private readonly RecordTransport _records;

    public TlsStream(Stream transport)
        : this(new RecordTransport(transport))
    {
    }

    private TlsStream(RecordTransport records)
        : base(records, leaveInnerStreamOpen: false) => _records = records;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        buffer.Length <= RecordBytes ? base.WriteAsync(buffer, cancellationToken) : WriteTogetherAsync(buffer, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteTogetherAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        _records.Gather();
        try
        {
            await base.WriteAsync(buffer, cancellationToken);
            await _records.SendAsync(cancellationToken);
        }
        finally
        {
            _records.EndGathering();
        }
    }
}
