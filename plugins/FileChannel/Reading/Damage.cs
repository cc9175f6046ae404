namespace FlumePlug.FileChannel;

/// <summary>Bytes of a segment that should be records and are not.</summary>
internal sealed record Damage(Segment Segment, long Offset, long End)
{
    public override string ToString() => $"bytes {Offset} to {End} of {Segment.Path} are damaged";
}
