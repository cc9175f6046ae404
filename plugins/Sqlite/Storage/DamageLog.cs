using Microsoft.Extensions.Logging;

namespace FlumePlug.Sqlite;

/// <summary>What the log says of damage: which events, why, and where to look.</summary>
internal static class DamageLog
{
    public static void SetAside(ILogger logger, long first, long end, string reason, string path) =>
        logger.LogError("Events {First} to {Last} ({Count} events) in the database {Path} are damaged: {Reason}. They are kept in its table "
            + "'damaged' and not delivered.", first, end - 1, end - first, path, reason);

    public static void Unreadable(ILogger logger, long first, long end, string path) =>
        logger.LogError("Events {First} to {Last} could not be read from the damaged database {Path}: up to {Count} events are lost.",
            first, end - 1, path, end - first);

    public static void Saved(ILogger logger, string reason, string path, string aside, long rows) =>
        logger.LogError("The database {Path} is damaged ({Reason}). {Rows} rows of it could be read and are in a new database; the damaged one is "
            + "kept as {Aside}.", path, reason, rows, aside);

    public static void NoRoom(ILogger logger, string path) =>
        logger.LogWarning("The disk of the database {Path} is full: its write-ahead log stays as it is. Events can be taken, and are delivered again "
            + "after a restart unless there is room until then to note that they were: make room, or stop the agent and move the database and its "
            + "-wal file to a larger disk.", path);

    public static void Empty(ILogger logger, string path) =>
        logger.LogWarning("The file {Path} was there, but no database in it; it begins anew. If events were in it, the file was cut.", path);

    public static void Missing(ILogger logger, long count, string path)
    {
        if (count > 0)
            logger.LogError("{Count} events that were accepted could not be read back from the database {Path}: it was damaged.", count, path);
        else
            logger.LogWarning("The database {Path} held {Count} more events than it had counted.", path, -count);
    }

    public static void Tail(ILogger logger, string path, WalTail tail, int validFrames)
    {
        if (tail.IsHeaderDamaged)
            logger.LogError("The header of the write-ahead log {Path}-wal is damaged: nothing of the log could be read. What was put last before "
                + "the agent ended may be lost, and what was taken last may come again.", path);
        else if (tail.CommitsBehind(validFrames) is > 0 and var transactions)
            logger.LogError("The write-ahead log {Path}-wal is damaged at byte {At}: {Transactions} transactions behind it could not be read. "
                + "What was put in them is lost, and what was taken comes again.", path, tail.OffsetOf(validFrames), transactions);
        else if (tail.IsCutAt(validFrames))
            logger.LogWarning("The last transaction in the write-ahead log {Path}-wal is torn and was cut. It was not acknowledged if the agent or "
                + "the machine ended while it was written.", path);
    }
}
