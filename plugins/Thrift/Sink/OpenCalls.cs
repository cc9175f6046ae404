using System.Runtime.CompilerServices;
using FlumePlug.Client;
using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>The calls of a connection, which a Thrift server answers in their order.</summary>
internal sealed class OpenCalls(ThriftConnection connection) : RpcCalls
{
    // Of each answered call: whether it was answered OK.
    private readonly List<bool> _stored = [];

    public override ValueTask SendAsync(EventBatch batch, CancellationToken cancellationToken) =>
        connection.SendBatchAsync(new BatchEvents(batch), cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask AwaitAnswersAsync(CancellationToken cancellationToken)
    {
        string? refusal = null;
        while (connection.Open > 0)
        {
            var (status, error) = await connection.ReceiveAsync(cancellationToken);
            _stored.Add(error is null && status == ThriftStatus.Ok);
            if (!_stored[^1])
                refusal ??= error ?? $"Thrift RPC call returned Status: {status.ToString().ToUpperInvariant()}";
        }
        if (refusal is not null)
            throw new EventDeliveryException(refusal);
    }

    public override bool IsStored(int call) => call < _stored.Count && _stored[call];

    public override void Clear() => _stored.Clear();

    public override ValueTask DisposeAsync() => connection.DisposeAsync();
}
