namespace FlumePlug.FileChannel;

/// <summary>Refuses to write where less than minimumRequiredSpace would be left, with Flume's message.</summary>
internal sealed class FreeSpace(Disk disk, IReadOnlyList<string> directories, long minimum)
{
    private const long AskedAgainAfter = 16 << 20;
    private long _spare;

    /// <exception cref="IOException">There is not enough.</exception>
    public void Require(long bytes)
    {
        if (bytes < _spare)
        {
            _spare -= bytes;
            return;
        }
        foreach (var directory in directories)
        {
            var free = disk.FreeSpace(directory);
            if (free <= minimum + bytes)
                throw new IOException($"Usable space exhausted, only {free} bytes remaining, required {minimum + bytes} bytes");
        }
        _spare = AskedAgainAfter;
    }
}
