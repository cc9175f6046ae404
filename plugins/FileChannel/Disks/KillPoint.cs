using System.Diagnostics;
using System.Globalization;

namespace FlumePlug.FileChannel;

/// <summary>
/// Named moments between two operations on files. <c>FLUMEPLUG_KILL_AT=group-written:3</c> kills the process, as a power cut
/// would, when it comes to the moment for the third time.
/// </summary>
internal static class KillPoint
{
    public const string Variable = "FLUMEPLUG_KILL_AT";

    /// <summary>Every name, in the order in which a channel comes to them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        LockTaken, CheckpointRead, Recovered, SegmentCreated, SegmentHeaderWritten, SegmentFlushed, SegmentsReady, GroupEncoded,
        RoomMade, GroupWritten, LaneWritten, LaneFlushed, GroupFlushed, GroupPublished, PutsAnswered, TakeRead, TakeCommitted,
        SegmentSealed, CheckpointCreated, CheckpointWritten, CheckpointFlushed, CheckpointRenamed, CheckpointLasting,
        BackupWritten, SegmentDeleted, DeletionLasting, Stopping, Closed,
    ];

    private static readonly (string Name, int Times) Chosen = Read(Environment.GetEnvironmentVariable(Variable));
    private static int _times;

    public const string LockTaken = "lock-taken";
    public const string CheckpointRead = "checkpoint-read";
    public const string Recovered = "recovered";
    public const string SegmentCreated = "segment-created";
    public const string SegmentHeaderWritten = "segment-header-written";
    public const string SegmentFlushed = "segment-flushed";
    public const string SegmentsReady = "segments-ready";
    public const string GroupEncoded = "group-encoded";
    public const string RoomMade = "room-made";
    public const string LaneWritten = "lane-written";
    public const string GroupWritten = "group-written";
    public const string LaneFlushed = "lane-flushed";
    public const string GroupFlushed = "group-flushed";
    public const string GroupPublished = "group-published";
    public const string PutsAnswered = "puts-answered";
    public const string TakeRead = "take-read";
    public const string TakeCommitted = "take-committed";
    public const string SegmentSealed = "segment-sealed";
    public const string CheckpointCreated = "checkpoint-created";
    public const string CheckpointWritten = "checkpoint-written";
    public const string CheckpointFlushed = "checkpoint-flushed";
    public const string CheckpointRenamed = "checkpoint-renamed";
    public const string CheckpointLasting = "checkpoint-lasting";
    public const string BackupWritten = "backup-written";
    public const string SegmentDeleted = "segment-deleted";
    public const string DeletionLasting = "deletion-lasting";
    public const string Stopping = "stopping";
    public const string Closed = "closed";

    /// <summary>For tests: told every point that is reached.</summary>
    public static Action<string>? Reached { get; set; }

    public static void Reach(string point)
    {
        Reached?.Invoke(point);
        if (Chosen.Times > 0 && point == Chosen.Name && Interlocked.Increment(ref _times) == Chosen.Times)
            Process.GetCurrentProcess().Kill();
    }

    private static (string, int) Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return ("", 0);
        var parts = text.Split(':');
        var name = Names.FirstOrDefault(known => known == parts[0])
            ?? throw new ArgumentException($"{Variable} names no point '{parts[0]}'; there are: {string.Join(", ", Names)}.");
        return (name, parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 1);
    }
}
