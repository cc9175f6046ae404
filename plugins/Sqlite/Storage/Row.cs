namespace FlumePlug.Sqlite;

/// <summary>A row that is being read or taken from. What was taken of it is changed under the queue's lock.</summary>
internal sealed class Row(long first, int count, TakenRanges taken)
{
    /// <summary>The number of its first event.</summary>
    public long First => first;

    public int Count => count;

    public TakenRanges Taken => taken;

    public bool IsGone => taken.Count == count;

    /// <summary>Whether it is among the rows to be written.</summary>
    public bool IsChanged { get; set; }
}

/// <summary>What is to be written about a row: its ranges, or null when all of it is gone.</summary>
internal readonly record struct RowChange(long First, byte[]? Taken);
