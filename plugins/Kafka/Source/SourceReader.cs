using FlumePlug.Kafka.Client;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka;

/// <summary>Between the consumer's thread, which fills batches, and the source, which puts them: the next is read while one is put.</summary>
internal sealed class SourceReader(KafkaSourceOptions options, ComponentContext context) : IRecordReader, IDisposable
{
    private const int MostUnsettled = 3;

    // How long a rebalance waits for puts under way; what they do not store by then, another member reads.
    private static readonly TimeSpan RevokeLimit = TimeSpan.FromSeconds(5);

    private readonly SourceRecords _records = new(options, context);
    private readonly Counter _empty = context.Counters["KafkaEmptyCount"];
    private readonly Queue<FetchedBatch> _ready = new();
    private readonly List<FetchedBatch> _unsettled = [];
    private readonly SemaphoreSlim _filled = new(0);
    private bool _isOver;

    /// <summary>The next batch, to be disposed when it is done with.</summary>
    public async ValueTask<FetchedBatch> NextAsync(CancellationToken cancellationToken)
    {
        await _filled.WaitAsync(cancellationToken);
        lock (_unsettled)
            return _ready.Dequeue();
    }

    public int Room(TimeSpan wait)
    {
        lock (_unsettled)
        {
            if (_unsettled.Count >= MostUnsettled)
                Monitor.Wait(_unsettled, wait);
            return _isOver || _unsettled.Count >= MostUnsettled ? 0 : options.BatchSize;
        }
    }

    public void Read(ReadOnlySpan<ReadRecord> records)
    {
        if (records.IsEmpty)
        {
            _empty.Increment();
            return;
        }
        var fetched = new FetchedBatch { Settled = Settle };
        foreach (ref readonly var record in records)
        {
            _records.Add(fetched.Batch, record);
            fetched.Extend(record.Partition, record.Next);
        }
        lock (_unsettled)
        {
            if (!_isOver)
            {
                _unsettled.Add(fetched);
                _ready.Enqueue(fetched);
                _filled.Release();
                return;
            }
        }
        fetched.Dispose();
    }

    // A batch of partitions that are gone and of some that stay is put all the same: doubled is better than lost.
    public void Rebalance(IReadOnlyList<Partition> given, IReadOnlyList<Partition> taken, bool isLost)
    {
        if (taken.Count == 0)
            return;
        var end = Environment.TickCount64 + (isLost ? 0 : (long)RevokeLimit.TotalMilliseconds);
        lock (_unsettled)
        {
            while (_unsettled.Count > 0 && end - Environment.TickCount64 is > 0 and var left)
                Monitor.Wait(_unsettled, (int)left);
            foreach (var fetched in _unsettled)
                if (fetched.IsOnlyOf(taken))
                    fetched.Abandon();
        }
    }

    /// <summary>Nobody puts any more: what waits is let go of, and read again by another member.</summary>
    public void Dispose()
    {
        FetchedBatch[] waiting;
        lock (_unsettled)
        {
            _isOver = true;
            waiting = [.. _ready];
            _ready.Clear();
        }
        foreach (var fetched in waiting)
            fetched.Dispose();
    }

    private void Settle(FetchedBatch fetched)
    {
        lock (_unsettled)
        {
            _unsettled.Remove(fetched);
            Monitor.PulseAll(_unsettled);
        }
    }
}
