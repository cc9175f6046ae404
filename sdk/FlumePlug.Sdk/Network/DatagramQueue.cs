namespace FlumePlug.Sdk;

/// <summary>
/// Datagrams between the thread that receives them and the source that puts them: while a put takes its time, up to 16 MB wait
/// here. One thread puts, one caller at a time takes.
/// </summary>
internal sealed class DatagramQueue
{
    private const int MostBlocks = 64;
    private const int MostFree = 4;

    private readonly object _lock = new();
    private readonly Queue<DatagramBlock> _full = new();
    private readonly Stack<DatagramBlock> _free = new();
    private DatagramBlock? _open;
    private TaskCompletionSource? _awaited;
    private Exception? _failure;
    private bool _isEnded;

    /// <summary>Adds what was received; waits while there is no room.</summary>
    public void Put(DatagramReceiver received, int count)
    {
        lock (_lock)
        {
            for (var i = 0; i < count; i++)
                while (!(_open ??= NewBlock()).TryAdd(received[i], received.SenderOf(i)))
                    Close(_open);
            Tell();
        }
    }

    /// <summary>The next datagrams, or null when no more come; to be given back.</summary>
    public async ValueTask<DatagramBlock?> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrived;
            lock (_lock)
            {
                if (Next() is { } block)
                    return block;
                if (_isEnded)
                    return _failure is null ? null : throw _failure;
                _awaited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                arrived = _awaited.Task;
            }
            await arrived.WaitAsync(cancellationToken);
        }
    }

    public void GiveBack(DatagramBlock block)
    {
        block.Clear();
        lock (_lock)
            if (_free.Count < MostFree)
                _free.Push(block);
    }

    /// <summary>No more come, for a reason or because none are wanted; lets a <see cref="Put"/> go that waits.</summary>
    public void End(Exception? failure)
    {
        lock (_lock)
        {
            (_isEnded, _failure) = (true, _failure ?? failure);
            Monitor.PulseAll(_lock);
            Tell();
        }
    }

    private void Close(DatagramBlock full)
    {
        while (_full.Count == MostBlocks && !_isEnded)
            Monitor.Wait(_lock);
        _full.Enqueue(full);
        _open = null;
    }

    private DatagramBlock? Next()
    {
        if (_full.TryDequeue(out var block))
            Monitor.PulseAll(_lock);
        else
            (block, _open) = (_open, null);
        return block;
    }

    private DatagramBlock NewBlock() => _free.TryPop(out var free) ? free : new DatagramBlock();

    private void Tell()
    {
        _awaited?.TrySetResult();
        _awaited = null;
    }
}
