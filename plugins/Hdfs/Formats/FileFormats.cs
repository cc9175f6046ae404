using FlumePlug.Hdfs.Codecs;
using FlumePlug.Hdfs.Files;
using FlumePlug.Hdfs.Naming;
using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.Formats;

/// <summary>Makes the format of each new file as the options have it.</summary>
internal sealed class FileFormats(HdfsOptions options, ComponentContext context, EventTimes times)
{
    private readonly Codec? _codec = Codec.Find(options.Codec);
    private readonly SequenceValue _value = SequenceValue.Of(options.WriteFormat);

    /// <summary>What file names end with.</summary>
    public string Extension => options.FileSuffix.Length > 0 ? options.FileSuffix : _codec?.Extension ?? "";

    public IFileFormat Begin(AppendBuffer target) => options.FileType switch
    {
        HdfsFileType.DataStream => new DataStreamFormat(context.Create(options.Serializer), target),
        HdfsFileType.CompressedStream => new CompressedStreamFormat(context.Create(options.Serializer), _codec!, target),
        _ when _codec is null => new SequenceFileFormat(_value, times, target),
        _ => new BlockSequenceFileFormat(_value, _codec, times, target),
    };
}
