using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>Options of the file channel; names, defaults and repairs are Flume's (semantics 4.3).</summary>
public sealed class FileChannelOptions : IOptionRules
{
    internal const long LongestFile = 1623195647;
    internal const long LeastSpace = 1048576;

    [Option("checkpointDir", Default = "~/.flume/file-channel/checkpoint", Summary = "The directory of the checkpoint.")]
    public string CheckpointDir { get; init; } = null!;

    [Option("useDualCheckpoints", Default = false, Summary = "Whether a second copy of the checkpoint is kept in backupCheckpointDir.")]
    public bool UseDualCheckpoints { get; init; }

    [Option("backupCheckpointDir", Summary = "The directory of the second copy; must not be checkpointDir.")]
    public string? BackupCheckpointDir { get; init; }

    [Option("compressBackupCheckpoint", Default = false,
        Summary = "Accepted and without effect: a checkpoint is a few hundred bytes.")]
    public bool CompressBackupCheckpoint { get; init; }

    [Option("dataDirs", Default = "~/.flume/file-channel/data", Separator = ",",
        Summary = "The directories of the events, separated by commas; several on separate disks share the load.")]
    public IReadOnlyList<string> DataDirs { get; init; } = null!;

    [Option("capacity", Default = 1000000, Unit = "events", BadValueIsDefault = true, Summary = "The most events in the channel.")]
    [Range(1, int.MaxValue)]
    public int Capacity { get; init; }

    [Option("transactionCapacity", Default = 10000, Unit = "events", BadValueIsDefault = true,
        Summary = "The most events of one put or take.")]
    [BatchSize]
    [Range(1, int.MaxValue)]
    public int TransactionCapacity { get; init; }

    [Option("keep-alive", Default = 3, Unit = "s", Summary = "How long a put waits for room.")]
    [Range(0, int.MaxValue)]
    public int KeepAlive { get; init; }

    [Option("checkpointInterval", Default = 30000L, Unit = "ms", BadValueIsDefault = true,
        Summary = "The time between checkpoints, at least 1000; one is also written after every 128 MB.")]
    [Range(1, long.MaxValue)]
    public long CheckpointInterval { get; init; }

    [Option("checkpointOnClose", Default = true, Summary = "Whether a checkpoint is written when the channel stops.")]
    public bool CheckpointOnClose { get; init; }

    [Option("maxFileSize", Default = LongestFile, Unit = "bytes",
        Summary = "How long a data file gets; larger values are cut to the default.")]
    [Range(1, long.MaxValue)]
    public long MaxFileSize { get; init; }

    [Option("minimumRequiredSpace", Default = 524288000L, Unit = "bytes",
        Summary = "Free space that is left alone: puts are refused before it is touched; at least 1048576.")]
    public long MinimumRequiredSpace { get; init; }

    [Option("fsyncPerTransaction", Default = true,
        Summary = "Whether a put returns after it is flushed to the disk; otherwise it returns when it is written, and a power cut may lose it.")]
    public bool FsyncPerTransaction { get; init; }

    [Option("fsyncInterval", Default = 5, Unit = "s", Summary = "The time between flushes where fsyncPerTransaction is false.")]
    [Range(1, int.MaxValue)]
    public int FsyncInterval { get; init; }

    [Option("use-log-replay-v1", Default = false, Summary = "Accepted and without effect: there is one way to recover.")]
    public bool UseLogReplayV1 { get; init; }

    [Option("use-fast-replay", Default = false, Summary = "Accepted and without effect: recovery is always fast.")]
    public bool UseFastReplay { get; init; }

    public IEnumerable<OptionError> Check()
    {
        if (TransactionCapacity > Capacity)
            yield return new("transactionCapacity", "File Channel transaction capacity cannot be greater than the capacity of the channel.");
        if (DataDirs.Count == 0)
            yield return new("dataDirs", "There is no data directory.");
        if (DataDirs.Select(Absolute).Distinct().Count() < DataDirs.Count)
            yield return new("dataDirs", "A data directory is named twice.");
        if (UseDualCheckpoints && string.IsNullOrEmpty(BackupCheckpointDir))
            yield return new("backupCheckpointDir", "Dual checkpointing is enabled, but the backup directory is not set. Please set "
                + "backupCheckpointDir to enable dual checkpointing");
        else if (UseDualCheckpoints && Absolute(BackupCheckpointDir!) == Absolute(CheckpointDir))
            yield return new("backupCheckpointDir",
                "Could not configure FileChannel. The checkpoint backup directory and the checkpoint directory are configured to be the same.");
    }

    internal StoreSettings ToSettings() => new()
    {
        CheckpointDirectory = Absolute(CheckpointDir),
        BackupDirectory = UseDualCheckpoints ? Absolute(BackupCheckpointDir!) : null,
        DataDirectories = [.. DataDirs.Select(Absolute)],
        MaxFileSize = Math.Min(MaxFileSize, LongestFile),
        MinimumRequiredSpace = Math.Max(MinimumRequiredSpace, LeastSpace),
        FlushEachGroup = FsyncPerTransaction,
        FlushInterval = TimeSpan.FromSeconds(FsyncInterval),
        CheckpointInterval = TimeSpan.FromMilliseconds(Math.Clamp(CheckpointInterval, 1000, int.MaxValue)),
        CheckpointOnClose = CheckpointOnClose,
    };

    private static string Absolute(string path)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.GetFullPath(path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? home + path[1..] : path.Trim());
    }
}
