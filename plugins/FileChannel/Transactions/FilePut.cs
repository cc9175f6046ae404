using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>A put: reserved, waiting for its group, stored or refused. Pooled.</summary>
internal sealed class FilePut : IPut, IValueTaskSource
{
    private readonly FileQueue _queue;
    private ManualResetValueTaskSourceCore<bool> _answer = new() { RunContinuationsAsynchronously = true };
    private bool _open;
    private int _committed;

    private FilePut(FileQueue queue) => _queue = queue;

    public EventBatch? Batch { get; private set; }

    public int Count { get; private set; }

    /// <summary>The events that are to be stored.</summary>
    public ReadOnlySpan<Event> Committed => Batch!.Events[.._committed];

    /// <summary>The bytes of their bodies.</summary>
    public long Bytes { get; private set; }

    /// <summary>The number that the first one got.</summary>
    public long First { get; private set; }

    public RecordPlace Place { get; private set; }

    public void Open(EventBatch batch, int count) => (Batch, Count, _open) = (batch, count, true);

    public ValueTask CommitAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        if (!_open)
            throw new InvalidOperationException("The put was committed before.");
        cancellationToken.ThrowIfCancellationRequested();
        _open = false;
        _committed = count;
        Bytes = 0;
        foreach (ref readonly var stored in Committed)
            Bytes += stored.Body.Length;
        _queue.GiveBack(Count - count);
        if (count == 0)
            return ValueTask.CompletedTask;
        // What is on its way to the disk cannot be called back: from here on the token is not looked at.
        _queue.Store(this);
        return new ValueTask(this, _answer.Version);
    }

    public void Stored(long first, RecordPlace place) => (First, Place) = (first, place);

    /// <summary>Tells the one who waits for the commit; null: stored.</summary>
    public void Answer(ChannelException? refusal)
    {
        if (refusal is null)
        {
            _answer.SetResult(true);
            return;
        }
        _queue.GiveBack(_committed);
        _answer.SetException(refusal);
    }

    public ValueTask DisposeAsync()
    {
        if (_open)
            _queue.GiveBack(Count);
        _open = false;
        Batch = null;
        Place = default;
        _queue.Puts.Return(this);
        return ValueTask.CompletedTask;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _answer.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);

    public void GetResult(short token)
    {
        try
        {
            _answer.GetResult(token);
        }
        finally
        {
            _answer.Reset();
        }
    }

    /// <summary>Puts that are not in use.</summary>
    public sealed class Pool(FileQueue queue)
    {
        private readonly ConcurrentBag<FilePut> _free = [];

        public FilePut Take() => _free.TryTake(out var free) ? free : new FilePut(queue);

        public void Return(FilePut put) => _free.Add(put);
    }
}
