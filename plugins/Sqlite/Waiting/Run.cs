using FlumePlug.Sdk;

namespace FlumePlug.Sqlite;

/// <summary>Events of a row that stand together in a batch: <paramref name="Start"/> in the row is <paramref name="At"/> in the batch.</summary>
internal readonly record struct Run(Row Row, int Start, EventBatch Batch, int At, int Count)
{
    private const int BytesBesideTheBody = 64;

    /// <summary>The number of its first event.</summary>
    public long First => Row.First + Start;

    /// <summary>The first events of it.</summary>
    public Run Head(int count) => this with { Count = count };

    /// <summary>It without its first events.</summary>
    public Run Tail(int skipped) => this with { Start = Start + skipped, At = At + skipped, Count = Count - skipped };

    /// <summary>Roughly the memory it takes.</summary>
    public long Bytes => SizeOf(Batch.Events.Slice(At, Count));

    /// <summary>Roughly the memory that events take.</summary>
    public static long SizeOf(ReadOnlySpan<Event> events)
    {
        long bytes = (long)events.Length * BytesBesideTheBody;
        foreach (ref readonly var counted in events)
            bytes += counted.Body.Length;
        return bytes;
    }
}
