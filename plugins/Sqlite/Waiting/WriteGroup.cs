namespace FlumePlug.Sqlite;

/// <summary>What goes to the disk in one transaction.</summary>
internal sealed class WriteGroup
{
    public List<SqlitePut> Puts { get; } = [];

    /// <summary>The rows that were taken from, and what is to be written about each.</summary>
    public List<Row> Rows { get; } = [];

    public List<RowChange> Changes { get; } = [];

    /// <summary>The new events as they stay in memory, when <see cref="IsKept"/>.</summary>
    public List<Run> Runs { get; } = [];

    /// <summary>Whether the new events stay in memory: they do while sinks keep up.</summary>
    public bool IsKept { get; set; }

    /// <summary>Events that wait once this is written, without the new ones.</summary>
    public long Waiting { get; set; }

    /// <summary>How many events the puts bring.</summary>
    public int Events { get; private set; }

    public void CountEvents()
    {
        Events = 0;
        foreach (var put in Puts)
            Events += put.Committed;
    }

    public void Clear()
    {
        Puts.Clear();
        Rows.Clear();
        Changes.Clear();
        Runs.Clear();
        Events = 0;
    }
}
