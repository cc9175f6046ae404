using System.Buffers;

namespace FlumePlug.Sdk;

/// <summary>Reads events from the bytes of a file. One instance per file; calls never overlap.</summary>
public interface IEventDeserializer
{
    /// <summary>
    /// Reads up to <paramref name="max"/> events from the front of the bytes into the batch. Called again with what it left
    /// and more; <paramref name="ended"/>: no more comes, the rest is to be read.
    /// </summary>
    /// <returns>Up to where the bytes were used; nothing used and nothing read asks for more bytes.</returns>
    SequencePosition Read(ReadOnlySequence<byte> bytes, bool ended, EventBatch batch, int max);

    /// <summary>
    /// Whether it reads text: it is given the file in UTF-8, decoded by the owner's <c>inputCharset</c> and without malformed
    /// bytes. Default: the bytes as they are in the file.
    /// </summary>
    bool ReadsText => false;

    /// <summary>
    /// Goes on behind a position that an earlier instance reached, before the first read; the first bytes of the file are given
    /// once more, as they are.
    /// </summary>
    void Resume(ReadOnlySequence<byte> head, long position) { }
}
