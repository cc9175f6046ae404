using FlumePlug.Sdk;

namespace FlumePlug.FileChannel;

/// <summary>
/// The end of the log in one data directory: the segment that is being written. Invariant: bytes before the segment's End are
/// published and never change; after a failed write or flush nothing more is written to the segment.
/// </summary>
internal sealed class Lane(Disk disk, string directory, int index, long longest) : IDisposable
{
    private const long FirstRoom = 256 << 10;
    private const long MostRoom = 64 << 20;

    private readonly RecordBuffer _buffer = new();
    private DiskFile? _file;
    private long _room;
    private long _flushedTo;
    private RecordCipher? _cipher;

    public string Directory { get; } = directory;

    public int Index { get; } = index;

    /// <summary>The segment that is written; null before the first.</summary>
    public Segment? Active { get; private set; }

    /// <summary>The newest segment of the directory: the active one, or the last of an earlier run.</summary>
    public required Segment Last { get; set; }

    /// <summary>Where the next record goes.</summary>
    public long End => _buffer.End;

    public bool HasNew => _buffer.HasNew;

    /// <summary>Makes the file of a new segment; it is not part of the log before <see cref="Join"/>.</summary>
    public Segment Create(SegmentHeader header, SegmentKey? key)
    {
        Release();
        Active = null;
        var path = Path.Combine(Directory, SegmentHeader.FileName(header.Generation));
        _file = disk.Open(path, FileUse.WriteBlocks);
        KillPoint.Reach(KillPoint.SegmentCreated);
        _room = 0;
        _buffer.Begin(0);
        header.Write(_buffer.Room(SegmentHeader.BlockSize));
        _buffer.Advance(SegmentHeader.BlockSize);
        MakeRoom();
        _file.Write(_buffer.Blocks(), 0);
        KillPoint.Reach(KillPoint.SegmentHeaderWritten);
        _file.Flush();
        KillPoint.Reach(KillPoint.SegmentFlushed);
        _buffer.Keep();
        _flushedTo = End;
        _cipher = key?.CreateCipher();
        return new Segment(path, header, key);
    }

    /// <summary>The new segment is lasting in every directory: the one before it ends where it was published.</summary>
    public void Join(Segment created)
    {
        Last.Next = created;
        Active = Last = created;
    }

    /// <summary>Adds a put's events to what is written next; returns where the record stands.</summary>
    public long Add(ReadOnlySpan<Event> events, uint sequence)
    {
        var start = BeginRecord();
        EventsPayload.Write(events, _buffer);
        EndRecord(start, RecordKind.Events, events.Length, sequence);
        return start;
    }

    public void Add(SequenceSet taken)
    {
        var start = BeginRecord();
        TakesPayload.Write(taken, _buffer);
        EndRecord(start, RecordKind.Takes, taken.Ranges.Count, 0);
    }

    /// <summary>Room on the disk for what was added, ahead of it, up to the longest that segments get.</summary>
    public void MakeRoom()
    {
        var needed = _buffer.FileOffset + _buffer.Blocks().Length;
        if (needed <= _room)
            return;
        var ahead = Math.Clamp(_room, FirstRoom, MostRoom);
        var room = Math.Max(needed, Math.Min(_room + ahead, longest / SegmentHeader.BlockSize * SegmentHeader.BlockSize));
        _file!.Preallocate(room);
        _room = room;
    }

    public void Write() => _file!.Write(_buffer.Blocks(), _buffer.FileOffset);

    public void Flush()
    {
        _file!.Flush();
        _flushedTo = End;
    }

    /// <summary>What was added may be read from now on.</summary>
    public void Publish()
    {
        _buffer.Keep();
        Active!.End = End;
    }

    /// <summary>Forgets what was added and not published.</summary>
    public void Discard() => _buffer.Discard();

    /// <summary>Gives the room ahead back and closes the file. Losing that changes nothing.</summary>
    public void Release()
    {
        if (_file is null)
            return;
        try
        {
            if (Active is not null)
                _file.Truncate(Active.End);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
        }
        _file.Dispose();
        _file = null;
        _cipher?.Dispose();
        _cipher = null;
        KillPoint.Reach(KillPoint.SegmentSealed);
    }

    public void Dispose() => Release();

    private long BeginRecord()
    {
        var start = End;
        _buffer.Room(RecordHeader.Size);
        _buffer.Advance(RecordHeader.Size);
        return start;
    }

    private void EndRecord(long start, RecordKind kind, int count, uint sequence)
    {
        if (_cipher is not null)
        {
            _buffer.Room(RecordCipher.TagSize);
            _buffer.Advance(RecordCipher.TagSize);
        }
        var record = _buffer.From(start);
        var payload = record[RecordHeader.Size..];
        var header = new RecordHeader(kind, payload.Length, 0, count, sequence, (uint)_flushedTo);
        _cipher?.Encrypt(header, start, payload);
        header = header with { PayloadSum = Crc32C.Of(payload) };
        header.Write(record, Active!.Header.Salt, (uint)start);
    }
}
