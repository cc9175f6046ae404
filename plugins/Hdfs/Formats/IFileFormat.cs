using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.Formats;

/// <summary>Writes the events of one file to its buffer; what stands before the first is written when it is built.</summary>
internal interface IFileFormat
{
    /// <summary>Writes events; some of it may be held back.</summary>
    void Write(EventBatch batch);

    /// <summary>Writes all that is held back, so that a reader can read the file up to here; with <paramref name="closing"/> its end too.</summary>
    void End(bool closing);
}
