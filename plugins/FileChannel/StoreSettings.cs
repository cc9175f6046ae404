namespace FlumePlug.FileChannel;

/// <summary>What the engine is told, with every path absolute.</summary>
internal sealed record StoreSettings
{
    public required string CheckpointDirectory { get; init; }

    public string? BackupDirectory { get; init; }

    public required IReadOnlyList<string> DataDirectories { get; init; }

    public long MaxFileSize { get; init; } = FileChannelOptions.LongestFile;

    public long MinimumRequiredSpace { get; init; }

    public bool FlushEachGroup { get; init; } = true;

    public TimeSpan FlushInterval { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(30);

    public bool CheckpointOnClose { get; init; } = true;

    public ChannelKeys Keys { get; init; } = ChannelKeys.None;

    /// <summary>Every directory once.</summary>
    public IEnumerable<string> AllDirectories =>
        ((string?[])[CheckpointDirectory, BackupDirectory, .. DataDirectories]).OfType<string>();
}
