using FlumePlug.Kafka.Client;
using FlumePlug.Kafka.Records;
using FlumePlug.Kafka.Settings;
using FlumePlug.Sdk;
using FlumePlug.Wire;

namespace FlumePlug.Kafka;

/// <summary>
/// Takes events out of the topic: a consumer reads ahead, takes get what was read, what is rolled back is taken again first. Offsets are
/// committed up to the oldest open take.
/// </summary>
internal sealed class ChannelTakes(KafkaChannelOptions options, ClientSettings settings, ComponentContext context) : IRecordReader, IAsyncDisposable
{
    private const int MostWaiting = 4000;
    private const int MostAtOnce = 1000;
    private const long MostWaitingBytes = 8 * 1024 * 1024;

    private readonly object _lock = new();
    private readonly FlumeRecordReader _flumeRecords = new();
    private readonly LinkedList<RunSlice> _waiting = [];
    private readonly Queue<ReadRun> _runs = new();
    private readonly List<Partition> _partitions = [];
    private readonly Dictionary<int, long> _expected = [];
    private readonly Counter _readFails = context.Counters[CounterNames.EventReadFail];
    private readonly Counter _rollbacks = context.Counters["RollbackCount"];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Consumer? _consumer;
    private (int Events, long Bytes) _held;
    private long _nextRun;
    private bool _joined;
    private bool _isOver;

    /// <summary>The topic is known to have a record of this agent at an offset; called on the producer's thread.</summary>
    public void Expect(int partition, long offset)
    {
        lock (_lock)
            _expected[partition] = offset + 1;
    }

    /// <summary>What waits, at most so many; where the topic is known to have more than was read, that is waited for a little.</summary>
    public async ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken)
    {
        var began = context.Time.GetTimestamp();
        var limit = Waits.OfMilliseconds(options.PollTimeout);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                Join();
                if (_waiting.Count > 0)
                    return Take(max);
                if (IsAtEnd() || context.Time.GetElapsedTime(began) is var waited && waited >= limit)
                    return null;
                changed = _changed.Task;
            }
            await Task.WhenAny(changed, Task.Delay(limit, context.Time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                Join();
                if (_waiting.Count > 0)
                    return;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A take is over: its events are gone for good, or wait again.</summary>
    public void End(IReadOnlyList<RunSlice> slices, bool isTaken)
    {
        lock (_lock)
        {
            foreach (var slice in slices)
            {
                if (isTaken)
                    slice.Run.Settle(slice.Start, slice.Count, isTaken: true);
                else
                    PutBack(slice);
            }
            if (!isTaken)
            {
                _rollbacks.Increment();
                DropWaiting(static partition => partition.IsGone);
            }
            Advance();
            Change();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Consumer? consumer;
        lock (_lock)
        {
            _isOver = true;
            (consumer, _consumer) = (_consumer, null);
        }
        if (consumer is not null)
            await Task.Run(consumer.Dispose, CancellationToken.None);
    }

    int IRecordReader.Room(TimeSpan wait)
    {
        lock (_lock)
        {
            if (IsFull)
                Monitor.Wait(_lock, wait);
            return IsFull ? 0 : MostAtOnce;
        }
    }

    void IRecordReader.Read(ReadOnlySpan<ReadRecord> records)
    {
        var run = records.IsEmpty ? null : new ReadRun(_nextRun++, records.Length);
        foreach (ref readonly var record in records)
            Add(run!, record);
        lock (_lock)
        {
            if (run is not null)
            {
                _runs.Enqueue(run);
                if (run.Batch.Count > 0)
                    Wait(new(run, 0, run.Batch.Count), first: false);
                Advance();
            }
            Change();
        }
    }

    void IRecordReader.Rebalance(IReadOnlyList<Partition> given, IReadOnlyList<Partition> taken, bool isLost)
    {
        lock (_lock)
        {
            _joined = true;
            _partitions.RemoveAll(partition => taken.Contains(partition));
            _partitions.AddRange(given);
            if (taken.Count > 0)
                DropWaiting(taken.Contains);
            Advance();
            Change();
        }
    }

    private bool IsFull => _isOver || _held.Events >= MostWaiting || _held.Bytes >= MostWaitingBytes;

    private void Join()
    {
        if (_consumer is null && !_isOver)
            _consumer = new Consumer(settings, [options.Topic], this, context);
    }

    // Everything that is known to be there was read.
    private bool IsAtEnd()
    {
        if (!_joined)
            return false;
        foreach (var partition in _partitions)
            if (!partition.IsAtEnd || _expected.TryGetValue(partition.Number, out var end) && partition.Read < end)
                return false;
        return true;
    }

    private void Add(ReadRun run, in ReadRecord record)
    {
        try
        {
            var headers = Headers.Empty;
            var body = record.Value;
            if (options.ParseAsFlumeEvent)
            {
                var read = _flumeRecords.Read(record.Value);
                headers = read.Headers;
                body = read.Body;
            }
            run.Batch.AddCopy(record.Key is { } key ? headers.With("key", key) : headers, body);
            run.Add(record.Partition, record.Next);
        }
        catch (WireFormatException malformed)
        {
            run.Skip(record.Partition, record.Next);
            _readFails.Increment();
            context.Problems.Report(
                $"A record of {record.Partition.Topic}-{record.Partition.Number} is no AvroFlumeEvent and is left out (parseAsFlumeEvent):", malformed);
        }
    }

    private KafkaTake Take(int max)
    {
        var slices = new List<RunSlice>(1);
        for (var left = max; left > 0 && _waiting.First is { } first;)
        {
            var slice = first.Value;
            _waiting.RemoveFirst();
            Hold(slice, -1);
            if (slice.Count > left)
            {
                Wait(slice with { Start = slice.Start + left, Count = slice.Count - left }, first: true);
                slice = slice with { Count = left };
            }
            slices.Add(slice);
            left -= slice.Count;
        }
        Monitor.PulseAll(_lock);
        return new KafkaTake(this, slices);
    }

    private void Wait(RunSlice slice, bool first)
    {
        Hold(slice, 1);
        if (first)
            _waiting.AddFirst(slice);
        else
            _waiting.AddLast(slice);
    }

    // Several sinks may roll back in any order.
    private void PutBack(RunSlice slice)
    {
        Hold(slice, 1);
        var next = _waiting.First;
        while (next is not null && next.Value.IsBefore(slice))
            next = next.Next;
        if (next is null)
            _waiting.AddLast(slice);
        else
            _waiting.AddBefore(next, slice);
    }

    private void Hold(RunSlice slice, int sign) =>
        _held = (_held.Events + sign * slice.Count, _held.Bytes + sign * slice.Run.Batch.RetainedBytes * slice.Count / slice.Run.Batch.Count);

    // Another member reads them. What stays of a slice waits on, in its order.
    private void DropWaiting(Func<Partition, bool> isTheirs)
    {
        RunSlice[] slices = [.. _waiting];
        _waiting.Clear();
        _held = default;
        foreach (var (run, start, count) in slices)
        {
            for (var i = start; i < start + count;)
            {
                var from = i;
                var isDropped = isTheirs(run.PartitionOf(i));
                while (i < start + count && isTheirs(run.PartitionOf(i)) == isDropped)
                    i++;
                if (isDropped)
                    run.Settle(from, i - from, isTaken: false);
                else
                    Wait(new(run, from, i - from), first: false);
            }
        }
    }

    private void Advance()
    {
        while (_runs.TryPeek(out var oldest) && oldest.Advance())
            _runs.Dequeue();
    }

    private void Change()
    {
        Monitor.PulseAll(_lock);
        var changed = _changed;
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }
}
