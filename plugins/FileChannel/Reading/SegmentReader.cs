using System.Numerics;

namespace FlumePlug.FileChannel;

/// <summary>Reads records of one segment, checking them. Never reads past the limit that it is given. Not thread-safe.</summary>
internal sealed class SegmentReader(Disk disk, Segment segment) : IDisposable
{
    private const int WindowSize = 256 << 10;

    private readonly DiskFile _file = disk.Open(segment.Path, FileUse.Read);
    private readonly RecordCipher? _cipher = segment.Key?.CreateCipher();
    private byte[] _window = [];
    private byte[] _plain = [];
    private long _start;
    private int _length;

    public Segment Segment => segment;

    /// <summary>The length of the file, which may reach past the segment's end.</summary>
    public long FileLength => _file.Length;

    /// <summary>The header of the record at an offset, if a whole record stands there before the limit.</summary>
    public bool TryReadHeader(long offset, long limit, out RecordHeader header) =>
        RecordHeader.TryRead(At(offset, RecordHeader.Size, limit), segment.Header.Salt, (uint)offset, out header)
            && offset + RecordHeader.Size + header.Length <= limit;

    /// <summary>
    /// The payload of a record as it stands in the file, encrypted or not, valid until the next read; false when its checksum
    /// says that it is damaged.
    /// </summary>
    public bool TryReadPayload(long offset, in RecordHeader header, out ReadOnlySpan<byte> payload)
    {
        var start = offset + RecordHeader.Size;
        payload = At(start, header.Length, start + header.Length);
        return payload.Length == header.Length && Crc32C.Of(payload) == header.PayloadSum;
    }

    /// <summary>The payload of a record, decrypted where it is encrypted, valid until the next read; false when it is damaged.</summary>
    public bool TryReadContent(long offset, in RecordHeader header, out ReadOnlySpan<byte> content)
    {
        if (!TryReadPayload(offset, header, out content))
            return false;
        if (_cipher is null)
            return true;
        var length = content.Length - RecordCipher.TagSize;
        if (length < 0)
            return false;
        Fit(ref _plain, length);
        var plain = _plain.AsSpan(0, length);
        var isWhole = _cipher.TryDecrypt(header, offset, content, plain);
        content = plain;
        return isWhole;
    }

    /// <summary>The first whole and undamaged record at or behind an offset; the limit when there is none.</summary>
    public long FindRecord(long offset, long limit, out RecordHeader header)
    {
        for (header = default; offset + RecordHeader.Size <= limit; offset++)
        {
            var ahead = At(offset, RecordHeader.Size, limit);
            if (ahead.Length < RecordHeader.Size)
                break;
            // Runs of zeros, such as room that was made and never written, hold no record.
            if (ahead.IndexOfAnyExcept((byte)0) < 0)
            {
                offset = SkipZeros(offset, limit) - RecordHeader.Size;
                continue;
            }
            if (TryReadHeader(offset, limit, out header) && TryReadPayload(offset, header, out _))
                return offset;
        }
        return limit;
    }

    /// <summary>Whether anything but zeros stands between two offsets.</summary>
    public bool HasContent(long offset, long limit) => SkipZeros(offset, limit) < limit;

    /// <summary>Raw bytes for those who keep damaged ones; fewer at the end of the file.</summary>
    public ReadOnlySpan<byte> At(long offset, int length, long limit)
    {
        if (offset < _start || offset + length > _start + _length)
            Load(offset, length, limit);
        var from = (int)(offset - _start);
        return _window.AsSpan(from, Math.Clamp(length, 0, Math.Max(0, _length - from)));
    }

    public void Dispose()
    {
        _file.Dispose();
        _cipher?.Dispose();
    }

    private long SkipZeros(long offset, long limit)
    {
        while (offset < limit)
        {
            var bytes = At(offset, (int)Math.Min(WindowSize, limit - offset), limit);
            var content = bytes.IndexOfAnyExcept((byte)0);
            if (content >= 0)
                return offset + content;
            if (bytes.IsEmpty)
                return limit;
            offset += bytes.Length;
        }
        return limit;
    }

    private void Load(long offset, int length, long limit)
    {
        var wanted = (int)Math.Min(Math.Max(length, WindowSize), Math.Max(0, limit - offset));
        Fit(ref _window, wanted);
        (_start, _length) = (offset, 0);
        _length = _file.Read(_window.AsSpan(0, wanted), offset);
    }

    private static void Fit(ref byte[] array, int wanted)
    {
        if (array.Length < wanted || array.Length > 4L * Math.Max(wanted, WindowSize))
            array = GC.AllocateUninitializedArray<byte>((int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)wanted), (uint)Array.MaxLength));
    }
}
