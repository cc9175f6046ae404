using FlumePlug.Sdk;

namespace FlumePlug.Client;

/// <summary>
/// A sink's connection, and the calls on it since the last <see cref="Clear"/>. What is not answered when it fails may have been
/// stored: the events come again, which is Flume's at-least-once.
/// </summary>
public abstract class RpcCalls : IAsyncDisposable
{
    /// <summary>Sends a batch as one call, as far as possible without waiting for answers.</summary>
    /// <exception cref="EventDeliveryException">A call before it was refused.</exception>
    public abstract ValueTask SendAsync(EventBatch batch, CancellationToken cancellationToken);

    /// <summary>Waits for all answers.</summary>
    /// <exception cref="EventDeliveryException">A call was refused; the others are answered too.</exception>
    public abstract ValueTask AwaitAnswersAsync(CancellationToken cancellationToken);

    /// <summary>Whether a call was answered OK, counted from 0.</summary>
    public abstract bool IsStored(int call);

    /// <summary>Forgets calls that are all answered.</summary>
    public abstract void Clear();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>A batch as the wire sees it.</summary>
public readonly struct BatchEvents(EventBatch batch) : Wire.Avro.Ipc.IFlumeEvents
{
    /// <inheritdoc/>
    public int Count => batch.Count;

    /// <inheritdoc/>
    public ReadOnlySpan<KeyValuePair<string, string>> HeadersOf(int index) => batch[index].Headers.AsSpan();

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> BodyOf(int index) => batch[index].Body;
}
