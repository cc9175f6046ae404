namespace FlumePlug.Files.Spooling;

/// <summary>A file of the spool directory as it was when it was listed or opened: it must not change any more.</summary>
/// <param name="Path">The path as Flume writes it, beginning with spoolDir.</param>
/// <param name="Name">The name without directories.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Modified">In milliseconds since 1970, and the nanoseconds of the second.</param>
internal sealed record SpoolFile(string Path, string Name, long Size, (long Millis, long Nanos) Modified);
