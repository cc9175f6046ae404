using System.Buffers;
using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.Formats;

/// <summary>The serializer's bytes as they are.</summary>
internal sealed class DataStreamFormat : IFileFormat
{
    private readonly IEventSerializer _serializer;
    private readonly IBufferWriter<byte> _target;

    public DataStreamFormat(IEventSerializer serializer, IBufferWriter<byte> target)
    {
        (_serializer, _target) = (serializer, target);
        serializer.Open(target, appending: false);
    }

    public void Write(EventBatch batch) => _serializer.Write(batch, _target);

    public void End(bool closing) => _serializer.Flush(_target, closing);
}
