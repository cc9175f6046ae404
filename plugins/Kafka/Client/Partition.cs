namespace FlumePlug.Kafka.Client;

/// <summary>A partition while this member of the group has it. After it was taken away, nothing of it is committed any more.</summary>
internal sealed class Partition(string topic, int number)
{
    private long _done = -1;

    public string Topic => topic;

    public int Number => number;

    /// <summary>The offset from which a successor has to read; negative: nothing is done yet. Set by any thread.</summary>
    public long Done
    {
        get => Volatile.Read(ref _done);
        set => Volatile.Write(ref _done, value);
    }

    /// <summary>What of <see cref="Done"/> the group knows.</summary>
    public long Committed { get; set; } = -1;

    /// <summary>Whether it was taken away.</summary>
    public bool IsGone { get; set; }

    /// <summary>Whether everything that was there was read.</summary>
    public bool IsAtEnd { get; set; }

    /// <summary>The offset behind the last record that was read; -1: none was.</summary>
    public long Read { get; set; } = -1;
}
