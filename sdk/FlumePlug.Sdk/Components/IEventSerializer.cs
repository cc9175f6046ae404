using System.Buffers;

namespace FlumePlug.Sdk;

/// <summary>Writes events to a file or message. One instance per file; calls never overlap.</summary>
public interface IEventSerializer
{
    /// <summary>Begins a file: writes what stands before the first event, unless it goes on with an existing file.</summary>
    void Open(IBufferWriter<byte> writer, bool appending);

    /// <summary>Writes the events of a batch.</summary>
    void Write(EventBatch batch, IBufferWriter<byte> writer);

    /// <summary>Writes what is held back, before a flush or, <paramref name="closing"/>, before the end of the file.</summary>
    void Flush(IBufferWriter<byte> writer, bool closing);

    /// <summary>Whether it can go on with a file that was closed (Flume's supportsReopen); default: it can.</summary>
    bool SupportsAppending => true;
}
