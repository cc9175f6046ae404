using FlumePlug.Kafka.Client;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka;

/// <summary>
/// Events that were read together, and what became of each. Offsets advance over the front of what was taken for good, so that an open
/// take holds back everything behind it. Used under the lock of its owner.
/// </summary>
internal sealed class ReadRun(long number, int records)
{
    private enum Fate : byte
    {
        Open,
        Taken,
        Dropped,
    }

    private readonly List<(Partition Partition, long Next, Fate Fate)> _events = new(records);
    // Of records that are no events, behind the last event.
    private readonly List<(Partition Partition, long Next)> _skipped = [];
    private int _settled;

    /// <summary>Later runs have higher numbers.</summary>
    public long Number => number;

    /// <summary>The events; disposed with the last one settled.</summary>
    public EventBatch Batch { get; } = EventBatch.Create();

    /// <summary>A record's event was added to the batch.</summary>
    public void Add(Partition partition, long next) => _events.Add((partition, next, Fate.Open));

    /// <summary>A record was no event.</summary>
    public void Skip(Partition partition, long next) => _skipped.Add((partition, next));

    /// <summary>The partition of an event.</summary>
    public Partition PartitionOf(int index) => _events[index].Partition;

    /// <summary>Events were taken for good, or belong to somebody else now.</summary>
    public void Settle(int start, int count, bool isTaken)
    {
        for (var i = start; i < start + count; i++)
            _events[i] = _events[i] with { Fate = isTaken ? Fate.Taken : Fate.Dropped };
    }

    /// <summary>For the oldest run: advances the offsets; true: nothing of it is open any more.</summary>
    public bool Advance()
    {
        for (; _settled < _events.Count && _events[_settled].Fate != Fate.Open; _settled++)
        {
            var (partition, next, fate) = _events[_settled];
            if (fate == Fate.Taken)
                partition.Advance(next);
            else
                // What follows it in the partition is not to be taken for done.
                partition.IsGone = true;
        }
        if (_settled < _events.Count)
            return false;
        foreach (var (partition, next) in _skipped)
            partition.Advance(next);
        Batch.Dispose();
        return true;
    }
}

/// <summary>Some events of a run in a row.</summary>
internal readonly record struct RunSlice(ReadRun Run, int Start, int Count)
{
    /// <summary>Whether it stands before another one in the topic's order.</summary>
    public bool IsBefore(RunSlice other) => Run.Number < other.Run.Number || Run == other.Run && Start < other.Start;
}
