using System.Threading.Channels;

namespace FlumePlug.Sdk.Testing;

/// <summary>A sink that holds each batch until its gate is opened, and honours the token while it waits.</summary>
public sealed class GatedSink : ISink
{
    private readonly Channel<bool> _entered = Channel.CreateUnbounded<bool>();
    private readonly Channel<bool> _gate = Channel.CreateUnbounded<bool>();

    /// <summary>What came through the gate.</summary>
    public CollectedEvents Events { get; } = new();

    /// <summary>Completes when one more batch stands at the gate.</summary>
    public async Task WhenHoldingAsync(CancellationToken cancellationToken) => await _entered.Reader.ReadAsync(cancellationToken);

    /// <summary>Lets that many batches through, those that wait and those to come.</summary>
    public void Open(int batches = 1)
    {
        for (var i = 0; i < batches; i++)
            _gate.Writer.TryWrite(true);
    }

    /// <inheritdoc/>
    public async ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        _entered.Writer.TryWrite(true);
        await _gate.Reader.ReadAsync(cancellationToken);
        Events.Add(KeptEvent.AllOf(batch));
    }
}
