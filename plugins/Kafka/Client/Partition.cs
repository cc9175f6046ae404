namespace FlumePlug.Kafka.Client;

/// <summary>A partition while this member of the group has it. After it was taken away, nothing of it is committed any more.</summary>
internal sealed class Partition(string topic, int number)
{
    private long _done = -1;
    private long _read = -1;
    private volatile bool _isAtEnd;

    public string Topic => topic;

    public int Number => number;

    /// <summary>The offset from which a successor has to read; negative: nothing is done yet.</summary>
    public long Done => Volatile.Read(ref _done);

    /// <summary>What of <see cref="Done"/> the group knows. The consumer's thread alone uses it.</summary>
    public long Committed { get; set; } = -1;

    /// <summary>Whether nothing more counts as done: the partition was taken away.</summary>
    public bool IsGone { get; set; }

    /// <summary>Whether everything that was there was read.</summary>
    public bool IsAtEnd
    {
        get => _isAtEnd;
        set => _isAtEnd = value;
    }

    /// <summary>The offset behind the last record that was read; -1: none was.</summary>
    public long Read
    {
        get => Volatile.Read(ref _read);
        set => Volatile.Write(ref _read, value);
    }

    /// <summary>Everything before an offset is done. One call at a time.</summary>
    public void Advance(long next)
    {
        if (!IsGone && next > _done)
            Volatile.Write(ref _done, next);
    }
}
