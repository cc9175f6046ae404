using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace FlumePlug.Wire.Thrift;

/// <summary>Writes Thrift's encodings.</summary>
/// <param name="output">Where to.</param>
/// <param name="protocol">The encoding.</param>
/// <param name="isStrict">False: messages of the binary protocol begin as they did before it had versions, for peers of that age.</param>
public readonly struct ThriftWriter(IBufferWriter<byte> output, ThriftProtocol protocol, bool isStrict = true)
{
    private readonly bool _isCompact = protocol == ThriftProtocol.Compact;

    // The numbers of the compact protocol by those of the binary one.
    private static ReadOnlySpan<byte> CompactTypes => [0, 0, 1, 3, 7, 0, 4, 0, 5, 0, 6, 8, 12, 11, 10, 9];

    /// <summary>Writes the head of a message.</summary>
    public void WriteMessage(ThriftMessage message)
    {
        if (_isCompact)
        {
            Put([0x82, (byte)(((int)message.Type << 5) | 1)]);
            WriteVarint((uint)message.Sequence);
            WriteString(message.Name);
            return;
        }
        if (isStrict)
            WriteFixed32(unchecked((int)0x80010000) | (int)message.Type);
        WriteString(message.Name);
        if (!isStrict)
            Put([(byte)message.Type]);
        WriteFixed32(message.Sequence);
    }

    /// <summary>Writes the head of a field whose number is at most 15 more than that of the <paramref name="last"/> one.</summary>
    public void WriteField(ThriftType type, short id, short last)
    {
        if (_isCompact && id > last)
            Put([(byte)(((id - last) << 4) | CompactTypes[(int)type])]);
        else if (_isCompact)
            Put([CompactTypes[(int)type], (byte)((id << 1) ^ (id >> 15))]);
        else
            Put([(byte)type, (byte)(id >> 8), (byte)id]);
    }

    /// <summary>Ends a struct.</summary>
    public void WriteStop() => Put([(byte)0]);

    /// <summary>Writes the head of a list.</summary>
    public void WriteList(ThriftType element, int count)
    {
        if (!_isCompact)
        {
            Put([(byte)element]);
            WriteFixed32(count);
        }
        else if (count < 15)
        {
            Put([(byte)((count << 4) | CompactTypes[(int)element])]);
        }
        else
        {
            Put([(byte)(0xF0 | CompactTypes[(int)element])]);
            WriteVarint((uint)count);
        }
    }

    /// <summary>Writes the head of a map.</summary>
    public void WriteMap(ThriftType key, ThriftType value, int count)
    {
        if (!_isCompact)
        {
            Put([(byte)key, (byte)value]);
            WriteFixed32(count);
            return;
        }
        WriteVarint((uint)count);
        if (count > 0)
            Put([(byte)((CompactTypes[(int)key] << 4) | CompactTypes[(int)value])]);
    }

    /// <summary>Writes 32 bits.</summary>
    public void WriteI32(int value)
    {
        if (_isCompact)
            WriteVarint((uint)((value << 1) ^ (value >> 31)));
        else
            WriteFixed32(value);
    }

    /// <summary>Writes the length of bytes that follow.</summary>
    public void WriteLength(int length)
    {
        if (_isCompact)
            WriteVarint((uint)length);
        else
            WriteFixed32(length);
    }

    /// <summary>Writes a text.</summary>
    public void WriteString(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        WriteLength(length);
        output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(Math.Max(1, length))));
    }

    private void Put(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    private void WriteFixed32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), value);
        output.Advance(4);
    }

    private void WriteVarint(uint value)
    {
        var target = output.GetSpan(5);
        var written = 0;
        for (; value >= 0x80; value >>= 7)
            target[written++] = (byte)(value | 0x80);
        target[written++] = (byte)value;
        output.Advance(written);
    }
}
