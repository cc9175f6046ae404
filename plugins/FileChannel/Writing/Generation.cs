namespace FlumePlug.FileChannel;

/// <summary>
/// The segments that were made at the same time, one a directory. A generation is deleted when all events of it and of those
/// before it are gone: so no take is ever forgotten while its event is still in a file.
/// </summary>
internal sealed record Generation(long Number, long FirstSequence, IReadOnlyList<Segment> Segments);
