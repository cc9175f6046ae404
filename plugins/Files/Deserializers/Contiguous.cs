using System.Buffers;

namespace FlumePlug.Files.Deserializers;

/// <summary>A sequence as one span; owners give one segment, so that nothing is copied.</summary>
internal static class Contiguous
{
    public static ReadOnlySpan<byte> Of(ReadOnlySequence<byte> bytes) => bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
}
