using System.Buffers.Binary;
using System.Text;

namespace FlumePlug.Wire.Thrift;

/// <summary>Reads Thrift's encodings from bytes that are all there, or from the first ones of a message that is still coming.</summary>
/// <remarks>
/// Every method throws <see cref="WireFormatException"/> where the bytes cannot be what is read. Where only more of them are needed,
/// <see cref="IsShort"/> becomes true and from there on everything reads as zero, empty or the end: what was read is to be thrown
/// away, and read again when <see cref="Needed"/> bytes are there.
/// </remarks>
/// <param name="bytes">What is there.</param>
/// <param name="protocol">The encoding.</param>
/// <param name="size">How many bytes the message has, or at most has; nothing is allocated or looped over on the word of a larger count.</param>
public ref struct ThriftReader(ReadOnlySpan<byte> bytes, ThriftProtocol protocol, long size)
{
    private const int DeepestNesting = 64;
    private const int LongestName = 1024;
    private const byte CompactId = 0x82;
    private const int Version1 = unchecked((int)0x80010000);

    // The types of the compact protocol by their numbers; 1 and 2 are the two truth values.
    private static ReadOnlySpan<byte> CompactTypes => [0, 2, 2, 3, 6, 8, 10, 4, 11, 15, 14, 13, 12];

    // What is read where bytes are missing.
    private static ReadOnlySpan<byte> Zeros => [0, 0, 0, 0, 0, 0, 0, 0];

    private readonly bool _isCompact = protocol == ThriftProtocol.Compact;
    private ReadOnlySpan<byte> _bytes = bytes;
    private bool _fieldIsBool;

    /// <summary>A reader of a message that is all there.</summary>
    public ThriftReader(ReadOnlySpan<byte> bytes, ThriftProtocol protocol)
        : this(bytes, protocol, bytes.Length)
    {
    }

    /// <summary>How many bytes were read.</summary>
    public int Position { get; private set; }

    /// <summary>Whether more bytes are needed.</summary>
    public readonly bool IsShort => Needed > 0;

    /// <summary>How many bytes have to be there at least; 0: those that are there were enough.</summary>
    public long Needed { get; private set; }

    /// <summary>The bytes that were not.</summary>
    public readonly ReadOnlySpan<byte> Rest => _bytes[Position..];

    /// <summary>Passes over bytes that are known.</summary>
    public void Advance(int count) => Take(count);

    /// <summary>Reads the head of a message.</summary>
    public ThriftMessage ReadMessage()
    {
        if (_isCompact)
        {
            var id = ReadByte();
            var kind = ReadByte();
            if (IsShort)
                return default;
            if (id != CompactId || (kind & 0x1F) != 1)
                throw new WireFormatException($"A message begins with {id:X2} {kind:X2}: this is not Thrift's compact protocol.");
            var sequence = (int)ReadVarint();
            return new(ReadName((int)Math.Min(ReadVarint(), int.MaxValue)), (ThriftMessageType)(kind >> 5), sequence);
        }
        var first = ReadFixed32();
        if (first >= 0)
        {
            // Without a version: the name comes first.
            var name = ReadName(first);
            return new(name, (ThriftMessageType)ReadByte(), ReadFixed32());
        }
        if ((first & unchecked((int)0xFFFF0000)) != Version1)
            throw new WireFormatException($"A message begins with {first:X8}: this is not Thrift's binary protocol.");
        return new(ReadName(ReadFixed32()), (ThriftMessageType)(first & 0xFF), ReadFixed32());
    }

    /// <summary>Reads the head of a struct's next field, whose number follows <paramref name="id"/>, 0 at the struct's begin.</summary>
    public ThriftType ReadField(ref short id)
    {
        var head = ReadByte();
        _fieldIsBool = false;
        if (!_isCompact)
        {
            if (head == 0)
                return ThriftType.Stop;
            id = BinaryPrimitives.ReadInt16BigEndian(Take(2));
            return Known(head);
        }
        if ((head & 0x0F) == 0)
            return ThriftType.Stop;
        id = (head >> 4) == 0 ? (short)ReadZigZag() : (short)(id + (head >> 4));
        var type = OfCompact(head & 0x0F);
        _fieldIsBool = type == ThriftType.Bool;
        return type;
    }

    /// <summary>Reads the head of a list or set.</summary>
    public (ThriftType Element, int Count) ReadList()
    {
        if (!_isCompact)
        {
            var type = Known(ReadByte());
            return (type, Count(ReadFixed32()));
        }
        var head = ReadByte();
        var count = head >> 4;
        return (OfCompact(head & 0x0F), Count(count == 15 ? ReadVarint() : (uint)count));
    }

    /// <summary>Reads the head of a map.</summary>
    public (ThriftType Key, ThriftType Value, int Count) ReadMap()
    {
        if (!_isCompact)
        {
            var (key, value) = (Known(ReadByte()), Known(ReadByte()));
            return (key, value, Count(ReadFixed32()));
        }
        var count = Count(ReadVarint());
        if (count == 0)
            return (ThriftType.Binary, ThriftType.Binary, 0);
        var types = ReadByte();
        return IsShort ? default : (OfCompact(types >> 4), OfCompact(types & 0x0F), count);
    }

    /// <summary>Reads bytes, or a text's UTF-8.</summary>
    public ReadOnlySpan<byte> ReadBinary()
    {
        long length = _isCompact ? ReadVarint() : ReadFixed32();
        return length < 0 || length > size - Position ? throw new WireFormatException($"A value of {length} bytes does not fit into its message.")
            : TakeAll((int)length);
    }

    /// <summary>Reads a text.</summary>
    public string ReadString() => Encoding.UTF8.GetString(ReadBinary());

    /// <summary>Reads 32 bits.</summary>
    public int ReadI32() => _isCompact ? (int)ReadZigZag() : ReadFixed32();

    /// <summary>Reads 64 bits.</summary>
    public long ReadI64() => _isCompact ? ReadZigZag() : BinaryPrimitives.ReadInt64BigEndian(Take(8));

    /// <summary>Passes over the value of the field whose head was read last.</summary>
    public void SkipField(ThriftType type)
    {
        // The compact protocol has the truth value in the head.
        if (!_fieldIsBool)
            Skip(type, 0);
        _fieldIsBool = false;
    }

    private void Skip(ThriftType type, int depth)
    {
        if (depth > DeepestNesting)
            throw new WireFormatException($"Values are nested more than {DeepestNesting} deep.");
        switch (type)
        {
            case ThriftType.Bool or ThriftType.Byte:
                Take(1);
                break;
            case ThriftType.I16 or ThriftType.I32 or ThriftType.I64 when _isCompact:
                ReadZigZag();
                break;
            case ThriftType.I16:
                Take(2);
                break;
            case ThriftType.I32:
                Take(4);
                break;
            case ThriftType.I64 or ThriftType.Real:
                Take(8);
                break;
            case ThriftType.Binary:
                ReadBinary();
                break;
            case ThriftType.Struct:
                SkipStruct(depth);
                break;
            case ThriftType.Map:
                var (key, value, entries) = ReadMap();
                for (; entries > 0 && !IsShort; entries--)
                {
                    Skip(key, depth + 1);
                    Skip(value, depth + 1);
                }
                break;
            default:
                var (element, count) = ReadList();
                for (; count > 0 && !IsShort; count--)
                    Skip(element, depth + 1);
                break;
        }
    }

    private void SkipStruct(int depth)
    {
        short id = 0;
        while (ReadField(ref id) is not ThriftType.Stop and var type)
            if (!_fieldIsBool)
                Skip(type, depth + 1);
        _fieldIsBool = false;
    }

    private string ReadName(int length) =>
        length is < 0 or > LongestName ? throw new WireFormatException($"A call's name of {length} bytes: this is not Thrift, or not framed.")
        : Encoding.UTF8.GetString(TakeAll(length));

    // Every element has a byte at least: a count that cannot be is found before anybody loops over it.
    private readonly int Count(long count) => count >= 0 && count <= size - Position ? (int)count
        : throw new WireFormatException($"A collection of {count} elements does not fit into its message.");

    private readonly ThriftType Known(byte type) => IsShort ? ThriftType.Stop : type is 2 or 3 or 4 or 6 or 8 or (>= 10 and <= 15) ? (ThriftType)type
        : throw new WireFormatException($"{type} is no type of Thrift's.");

    private readonly ThriftType OfCompact(int type) => IsShort ? ThriftType.Stop : type is > 0 and <= 12 ? (ThriftType)CompactTypes[type]
        : throw new WireFormatException($"{type} is no type of Thrift's compact protocol.");

    private byte ReadByte() => Take(1)[0];

    private int ReadFixed32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    private long ReadZigZag()
    {
        var raw = ReadRaw(10);
        return (long)(raw >> 1) ^ -(long)(raw & 1);
    }

    private uint ReadVarint() => (uint)ReadRaw(5);

    private ulong ReadRaw(int mostBytes)
    {
        ulong raw = 0;
        for (var i = 0; i < mostBytes; i++)
        {
            var next = ReadByte();
            raw |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
                return raw;
        }
        throw new WireFormatException($"A number has more than {mostBytes} bytes.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - Position)
            return Missing(count)[..Math.Min(count, Zeros.Length)];
        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    private ReadOnlySpan<byte> TakeAll(int count) => count <= _bytes.Length - Position ? Take(count) : Missing(count)[..0];

    // The bytes behind the gap are hidden: nothing is read from them by chance.
    private ReadOnlySpan<byte> Missing(long count)
    {
        if (IsShort)
            return Zeros;
        if (count > size - Position)
            throw new WireFormatException("A message ends in the middle of a value.");
        Needed = Position + count;
        _bytes = _bytes[..Position];
        return Zeros;
    }
}
