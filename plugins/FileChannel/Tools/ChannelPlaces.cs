namespace FlumePlug.FileChannel.Tools;

/// <summary>The directories of one channel and the keys of its segments.</summary>
internal sealed record ChannelPlaces(
    string? CheckpointDirectory, string? BackupDirectory, IReadOnlyList<string> DataDirectories, ChannelKeys Keys)
{
    /// <summary>Those that nobody named, and that were found beside the others.</summary>
    public IReadOnlyList<string> FoundBeside { get; init; } = [];

    /// <summary>Every directory once.</summary>
    public IEnumerable<string> All => ((string?[])[CheckpointDirectory, BackupDirectory, .. DataDirectories]).OfType<string>().Distinct();

    /// <summary>For the parts of the channel that a tool uses.</summary>
    public StoreSettings Settings => new()
    {
        CheckpointDirectory = CheckpointDirectory ?? DataDirectories[0],
        BackupDirectory = BackupDirectory,
        DataDirectories = DataDirectories,
        Keys = Keys,
        CheckpointOnClose = false,
    };
}
