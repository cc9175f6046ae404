namespace FlumePlug.FileChannel.Tools;

/// <summary>
/// Writes a segment anew: every whole record where it stood, and where bytes were damaged a record that says nothing, so that
/// neither ends nor checkpoints change. An encrypted segment gets a new key, as no place may be encrypted twice with one.
/// The file that was there is kept.
/// </summary>
internal sealed class SegmentRewrite : IRecordVisitor, IDisposable
{
    private const int LongestFill = 1 << 20;
    private const int LeastFill = RecordHeader.Size + RecordCipher.TagSize + 2;

    private readonly SurveyedSegment _from;
    private readonly SegmentHeader _header;
    private readonly ToolProgress _progress;
    private readonly Disk _disk;
    private readonly string _unfinished;
    private readonly DiskFile _file;
    private readonly RecordCipher? _cipher;
    private readonly IReadOnlyDictionary<long, long> _damage;
    private byte[] _buffer = [];

    /// <param name="disk">Where it is.</param>
    /// <param name="from">What was found in it.</param>
    /// <param name="header">Its header from now on.</param>
    /// <param name="damage">By offset, what is damaged, and the number of the first event that stood there.</param>
    /// <param name="keys">The channel's keys.</param>
    /// <param name="progress">Is told what was written.</param>
    public SegmentRewrite(Disk disk, SurveyedSegment from, SegmentHeader header, IReadOnlyDictionary<long, long> damage, ChannelKeys keys,
        ToolProgress progress)
    {
        (_disk, _from, _damage, _progress, _header) = (disk, from, damage, progress, header);
        if (from.IsDamaged && header.Encryption is { } old)
        {
            _cipher = keys.Again(old, from.Segment.Path, out var encryption).CreateCipher();
            _header = header with { Encryption = encryption };
        }
        _unfinished = from.Segment.Path + ".repair";
        _file = disk.Open(_unfinished, FileUse.Write);
    }

    public void Run(Quarantine quarantine)
    {
        var block = new byte[SegmentHeader.BlockSize];
        _header.Write(block);
        _file.Write(block, 0);
        using (var reader = new SegmentReader(_disk, _from.Segment))
            RecordWalk.Run(reader, SegmentHeader.BlockSize, _from.End, isOpen: false, this);
        _file.Flush();
        _file.Dispose();
        var path = _from.Segment.Path;
        var kept = quarantine.PlaceFor(path);
        // Never without a file of that name: the old one gets a second name before the new one takes its place.
        File.Copy(path, kept);
        using (var copy = _disk.Open(kept, FileUse.Read))
            copy.Flush();
        _disk.Rename(_unfinished, path);
        quarantine.Flush(path, kept);
    }

    public bool TryVisit(SegmentReader reader, long offset, in RecordHeader header)
    {
        if (_damage.ContainsKey(offset) || !reader.TryReadContent(offset, header, out var content))
            return false;
        var record = Fit(RecordHeader.Size + header.Length);
        if (_cipher is null)
            reader.At(offset, record.Length, offset + record.Length).CopyTo(record);
        else
            Write(record, header, offset, content);
        _file.Write(record, offset);
        _progress.Did(record.Length);
        return true;
    }

    public void Damaged(SegmentReader reader, long offset, long end)
    {
        var first = _damage.GetValueOrDefault(offset, _header.FirstSequence);
        while (offset < end)
        {
            var length = (int)Math.Min(LongestFill, end - offset);
            if (end - offset - length is > 0 and < LeastFill)
                length -= LeastFill;
            Fill(offset, length, first);
            offset += length;
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _cipher?.Dispose();
        _disk.Delete(_unfinished);
    }

    // Empty ranges of takes: two numbers 0 each, the first one written in two bytes where the length is odd. In a single byte
    // there was room for nothing but an event without body and headers: that is written.
    private void Fill(long offset, int length, long number)
    {
        var record = Fit(length);
        var content = new byte[length - RecordHeader.Size - (_cipher is null ? 0 : RecordCipher.TagSize)];
        var header = new RecordHeader(RecordKind.Takes, length - RecordHeader.Size, 0, content.Length / 2, 0, 0);
        if (content.Length == 1)
            header = header with { Kind = RecordKind.Events, Count = 1, Sequence = (uint)(number - _header.FirstSequence) };
        else if (content.Length % 2 == 1)
            content[0] = 0x80;
        Write(record, header, offset, content);
        _file.Write(record, offset);
    }

    private void Write(Span<byte> record, RecordHeader header, long offset, ReadOnlySpan<byte> content)
    {
        var payload = record[RecordHeader.Size..];
        content.CopyTo(payload);
        _cipher?.Encrypt(header, offset, payload);
        (header with { PayloadSum = Crc32C.Of(payload) }).Write(record, _header.Salt, (uint)offset);
    }

    private Span<byte> Fit(int length)
    {
        if (_buffer.Length < length)
            _buffer = new byte[length];
        return _buffer.AsSpan(0, length);
    }
}
