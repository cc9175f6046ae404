using System.Collections.Concurrent;

namespace FlumePlug.Sdk.Testing;

/// <summary>A sink that keeps copies of what it is given, and fails when told to. A throw keeps nothing of that batch.</summary>
public sealed class CollectingSink : ISink
{
    private readonly ConcurrentQueue<Exception> _failures = new();
    private int _batches;
    private int _flushes;
    private int _ticks;

    /// <summary>What was processed.</summary>
    public CollectedEvents Events { get; } = new();

    /// <summary>How many batches were processed.</summary>
    public int Batches => _batches;

    /// <summary>How many flushes there were.</summary>
    public int Flushes => _flushes;

    /// <summary>How many ticks there were.</summary>
    public int Ticks => _ticks;

    /// <summary>Lets the next batch that is not spoken for fail.</summary>
    public void FailNext(Exception failure) => _failures.Enqueue(failure);

    /// <inheritdoc/>
    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        if (_failures.TryDequeue(out var failure))
            return ValueTask.FromException(failure);
        Events.Add(KeptEvent.AllOf(batch));
        Interlocked.Increment(ref _batches);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _flushes);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask TickAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _ticks);
        return ValueTask.CompletedTask;
    }
}
