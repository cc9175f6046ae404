using System.Buffers;

namespace FlumePlug.Http.Handlers;

/// <summary>The bytes of a request in one piece.</summary>
internal static class Contiguous
{
    /// <summary>As they lie, where they do; the source's do.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlySequence<byte> body) => body.IsSingleSegment ? body.First : body.ToArray();
}
