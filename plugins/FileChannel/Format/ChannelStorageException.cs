namespace FlumePlug.FileChannel;

/// <summary>The directories hold something that the channel must not go on with; the message says what to do.</summary>
internal sealed class ChannelStorageException(string message) : IOException(message)
{
    public static ChannelStorageException OtherVersion(string path, int version) => new(
        $"{path} was written in version {version} of the file channel's format; this FlumePlug knows version {SegmentHeader.Version}. "
        + "Drain the channel with the FlumePlug that wrote it, or give the channel other directories.");
}
