using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>Options of the file channel; names, defaults and repairs are Flume's (semantics 4.3).</summary>
public class FileChannelOptions : IOptionRules
{
    internal const long LongestFile = 1623195647;
    internal const long LeastSpace = 1048576;

    private static readonly string[] Ciphers =
        ["AESGCM", "AESCTRNOPADDING", "org.apache.flume.channel.file.encryption.AESCTRNoPaddingProvider"];

    [Place]
    [Option("checkpointDir", Default = "~/.flume/file-channel/checkpoint", Summary = "The directory of the checkpoint.")]
    public string CheckpointDir { get; init; } = null!;

    [Option("useDualCheckpoints", Default = false, Summary = "Whether a second copy of the checkpoint is kept in backupCheckpointDir.")]
    public bool UseDualCheckpoints { get; init; }

    [Option("backupCheckpointDir", Summary = "The directory of the second copy; must not be checkpointDir.")]
    public string? BackupCheckpointDir { get; init; }

    [Option("compressBackupCheckpoint", Default = false,
        Summary = "Accepted and without effect: a checkpoint is a few hundred bytes.")]
    public bool CompressBackupCheckpoint { get; init; }

    [Place]
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

    [Option("keep-alive", Default = 3, Unit = "s", Summary = "How long a put waits for room; 0 or less: not at all.")]
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

    [Option("fsyncInterval", Default = 5, Unit = "s", Summary = "The time between flushes where fsyncPerTransaction is false; there at least 1.")]
    public int FsyncInterval { get; init; }

    [Option("use-log-replay-v1", Default = false, Summary = "Accepted and without effect: there is one way to recover.")]
    public bool UseLogReplayV1 { get; init; }

    [Option("use-fast-replay", Default = false, Summary = "Accepted and without effect: recovery is always fast.")]
    public bool UseFastReplay { get; init; }

    [Option("encryption.activeKey", Summary = "The name of the key that encrypts new files.")]
    public string? ActiveKey { get; init; }

    [Option("encryption.cipherProvider", Summary = "AESGCM; Flume's AESCTRNOPADDING is taken and means the same: every record is "
        + "encrypted and authenticated with AES-256-GCM, with a key of its own for each file, made of the named one.")]
    public string? CipherProvider { get; init; }

    [Slot("encryption.keyProvider", Summary = "Where the keys are; with it new files are encrypted.")]
    public Slot<IKeyProvider>? KeyProvider { get; init; }

    public virtual IEnumerable<OptionError> Check()
    {
        foreach (var wrong in CheckEncryption())
            yield return wrong;
        if (TransactionCapacity > Capacity)
            yield return new("transactionCapacity", "File Channel transaction capacity cannot be greater than the capacity of the channel.");
        if (!FsyncPerTransaction && FsyncInterval < 1)
            yield return new("fsyncInterval", $"The value {FsyncInterval} is less than 1 s, and fsyncPerTransaction is false.");
        if (DataDirs.Count == 0)
            yield return new("dataDirs", "There is no data directory.");
        if (DataDirs.Select(Absolute).Distinct().Count() < DataDirs.Count)
            yield return new("dataDirs", "A data directory is named twice.");
        if (DataDirs.Select(Absolute).Contains(Absolute(CheckpointDir)))
            yield return new("checkpointDir", "The checkpoint directory is one of the data directories; give it one of its own.");
        if (UseDualCheckpoints && string.IsNullOrEmpty(BackupCheckpointDir))
            yield return new("backupCheckpointDir", "Dual checkpointing is enabled, but the backup directory is not set. Please set "
                + "backupCheckpointDir to enable dual checkpointing");
        else if (UseDualCheckpoints && Absolute(BackupCheckpointDir!) == Absolute(CheckpointDir))
            yield return new("backupCheckpointDir",
                "Could not configure FileChannel. The checkpoint backup directory and the checkpoint directory are configured to be the same.");
        else if (UseDualCheckpoints && DataDirs.Select(Absolute).Contains(Absolute(BackupCheckpointDir!)))
            yield return new("backupCheckpointDir", "The checkpoint backup directory is one of the data directories; give it one of its own.");
    }

    // The messages are Flume's where it has one.
    private IEnumerable<OptionError> CheckEncryption()
    {
        if (KeyProvider is not null)
        {
            if (string.IsNullOrEmpty(ActiveKey))
                yield return new("encryption.activeKey", "Encryption configuration problem: activeKey is missing");
            if (string.IsNullOrEmpty(CipherProvider))
                yield return new("encryption.cipherProvider", "Encryption configuration problem: cipherProvider is missing");
        }
        else if (!string.IsNullOrEmpty(ActiveKey))
            yield return new("encryption.activeKey", "Encryption configuration problem: activeKey is present while key provider name is not.");
        else if (!string.IsNullOrEmpty(CipherProvider))
            yield return new("encryption.cipherProvider",
                "Encryption configuration problem: cipherProvider is present while key provider name is not.");
        if (!string.IsNullOrEmpty(CipherProvider) && !Ciphers.Contains(CipherProvider, StringComparer.OrdinalIgnoreCase))
            yield return new("encryption.cipherProvider",
                $"There is no cipher provider '{CipherProvider}': use AESGCM (AESCTRNOPADDING is taken and means the same).");
        if (ActiveKey is not null && System.Text.Encoding.UTF8.GetByteCount(ActiveKey) > SegmentEncryption.LongestAlias)
            yield return new("encryption.activeKey", $"A key's name has at most {SegmentEncryption.LongestAlias} bytes.");
    }

    internal StoreSettings ToSettings() => new()
    {
        CheckpointDirectory = Absolute(CheckpointDir),
        BackupDirectory = UseDualCheckpoints ? Absolute(BackupCheckpointDir!) : null,
        DataDirectories = [.. DataDirs.Select(Absolute)],
        MaxFileSize = Math.Min(MaxFileSize, LongestFile),
        MinimumRequiredSpace = Math.Max(MinimumRequiredSpace, LeastSpace),
        FlushEachGroup = FsyncPerTransaction,
        FlushInterval = TimeSpan.FromSeconds(Math.Max(FsyncInterval, 1)),
        CheckpointInterval = TimeSpan.FromMilliseconds(Math.Clamp(CheckpointInterval, 1000, int.MaxValue)),
        CheckpointOnClose = CheckpointOnClose,
    };

    private static string Absolute(string path)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var full = Path.GetFullPath(path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? home + path[1..] : path.Trim());
        return Path.TrimEndingDirectorySeparator(full);
    }
}
