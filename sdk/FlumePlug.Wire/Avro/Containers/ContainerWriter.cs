using System.Buffers;
using System.Security.Cryptography;

namespace FlumePlug.Wire.Avro.Containers;

/// <summary>
/// Writes an object container file: the header, then blocks of records, each followed by the file's sync marker. A block ends at
/// <c>syncInterval</c> bytes or when it is ended.
/// </summary>
public sealed class ContainerWriter(AvroCodec codec, int syncInterval)
{
    private const int SyncBytes = 16;

    private readonly byte[] _sync = RandomNumberGenerator.GetBytes(SyncBytes);
    private readonly ArrayBufferWriter<byte> _block = new();
    private long _records;

    /// <summary>Where the records of the current block go; each to be followed by <see cref="RecordWritten"/>.</summary>
    public IBufferWriter<byte> Block => _block;

    /// <summary>Writes the header.</summary>
    /// <param name="writer">The file.</param>
    /// <param name="schema">The JSON text of the records' schema.</param>
    public void WriteHeader(IBufferWriter<byte> writer, string schema)
    {
        writer.Write("Obj\u0001"u8);
        writer.WriteLong(codec == AvroCodec.Null ? 1 : 2);
        writer.WriteString("avro.schema");
        writer.WriteString(schema);
        if (codec != AvroCodec.Null)
        {
            writer.WriteString("avro.codec");
            writer.WriteString(codec.Name);
        }
        writer.WriteLong(0);
        writer.Write(_sync);
    }

    /// <summary>A record was written to <see cref="Block"/>.</summary>
    public void RecordWritten(IBufferWriter<byte> writer)
    {
        _records++;
        if (_block.WrittenCount >= syncInterval)
            EndBlock(writer);
    }

    /// <summary>Ends the current block; one without records is none.</summary>
    public void EndBlock(IBufferWriter<byte> writer)
    {
        if (_records == 0)
            return;
        var packed = codec.Compress(_block.WrittenMemory);
        writer.WriteLong(_records);
        writer.WriteBytes(packed.Span);
        writer.Write(_sync);
        _block.ResetWrittenCount();
        _records = 0;
    }
}
