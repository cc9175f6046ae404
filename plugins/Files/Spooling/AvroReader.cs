using System.Text;

namespace FlumePlug.Files.Spooling;

/// <summary>Reads the container file of a <see cref="SpoolPosition"/>, ours or Flume's; a torn end is left out.</summary>
internal ref struct AvroReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private ReadOnlySpan<byte> _sync;

    /// <summary>Reads up to the first block; false: it is no whole header that names a file.</summary>
    public bool TryReadHeader(ReadOnlySpan<byte> magic, int syncLength, out string file)
    {
        file = "";
        if (!_rest.StartsWith(magic))
            return false;
        _rest = _rest[magic.Length..];
        while (true)
        {
            if (!TryReadLong(out var entries))
                return false;
            if (entries == 0)
                break;
            if (entries < 0 && !TryReadLong(out _))
                return false;
            for (var entry = 0; entry < Math.Abs(entries); entry++)
            {
                if (!TryReadBytes(out var key) || !TryReadBytes(out var value))
                    return false;
                if (key.SequenceEqual("file"u8))
                    file = Encoding.UTF8.GetString(value);
            }
        }
        if (_rest.Length < syncLength || file.Length == 0)
            return false;
        _sync = _rest[..syncLength];
        _rest = _rest[syncLength..];
        return true;
    }

    /// <summary>The offset in the last whole record; 0 when there is none.</summary>
    public long ReadLastOffset(int syncLength)
    {
        long last = 0;
        while (TryReadLong(out var records) && records > 0 && TryReadBytes(out var block) && _rest.Length >= syncLength
            && _rest[..syncLength].SequenceEqual(_sync))
        {
            for (; records > 0 && AvroVarint.TryRead(block, out var offset, out var length); records--)
            {
                last = offset;
                block = block[length..];
            }
            _rest = _rest[syncLength..];
        }
        return last;
    }

    private bool TryReadLong(out long value)
    {
        if (!AvroVarint.TryRead(_rest, out value, out var length))
            return false;
        _rest = _rest[length..];
        return true;
    }

    private bool TryReadBytes(out ReadOnlySpan<byte> read)
    {
        read = default;
        if (!TryReadLong(out var length) || length < 0 || length > _rest.Length)
            return false;
        read = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }
}
