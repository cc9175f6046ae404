using System.Buffers;
using System.Security.Cryptography;
using FlumePlug.Hdfs.Codecs;

namespace FlumePlug.Hdfs.Formats;

/// <summary>What a SequenceFile of version 6 begins with, and its marker (org.apache.hadoop.io.SequenceFile).</summary>
internal sealed class SequenceFileHeader(SequenceValue value, Codec? codec)
{
    private const int Escape = -1;
    private readonly byte[] _sync = RandomNumberGenerator.GetBytes(16);

    public void Write(IBufferWriter<byte> target)
    {
        target.Write("SEQ\u0006"u8);
        target.WriteText("org.apache.hadoop.io.LongWritable");
        target.WriteText(value.ClassName);
        // Compressed, and by blocks.
        var compressed = (byte)(codec is null ? 0 : 1);
        target.Write([compressed, compressed]);
        if (codec is not null)
            target.WriteText(codec.ClassName);
        target.WriteInt(0);
        target.Write(_sync);
    }

    /// <summary>Writes the marker at which a reader may begin.</summary>
    public void WriteMarker(IBufferWriter<byte> target)
    {
        target.WriteInt(Escape);
        target.Write(_sync);
    }
}

/// <summary>What the values of a SequenceFile are: Text has its length in few bytes, BytesWritable in four.</summary>
internal sealed class SequenceValue
{
    private readonly bool _isText;

    private SequenceValue(bool isText) => _isText = isText;

    public static SequenceValue Of(string writeFormat) => new(writeFormat == "Text");

    public string ClassName => _isText ? "org.apache.hadoop.io.Text" : "org.apache.hadoop.io.BytesWritable";

    /// <summary>Writes the length in front of a body.</summary>
    /// <returns>Its bytes, at most <see cref="HadoopText.MostVintBytes"/>.</returns>
    public int WriteLength(Span<byte> target, int length)
    {
        if (_isText)
            return HadoopText.WriteVint(target, length);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(target, length);
        return 4;
    }
}
