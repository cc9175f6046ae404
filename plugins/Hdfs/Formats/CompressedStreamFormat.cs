using System.Buffers;
using FlumePlug.Hdfs.Codecs;
using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.Formats;

/// <summary>
/// The serializer's bytes, compressed. Each append ends what was begun, as each flush does in Flume: a file is a row of
/// members, which Hadoop's codecs and gzip read as one.
/// </summary>
internal sealed class CompressedStreamFormat : IFileFormat
{
    private readonly IEventSerializer _serializer;
    private readonly CompressingWriter _target;

    public CompressedStreamFormat(IEventSerializer serializer, Codec codec, IBufferWriter<byte> target)
    {
        (_serializer, _target) = (serializer, new CompressingWriter(codec, target));
        serializer.Open(_target, appending: false);
    }

    public void Write(EventBatch batch) => _serializer.Write(batch, _target);

    public void End(bool closing)
    {
        _serializer.Flush(_target, closing);
        _target.EndMember();
    }
}
