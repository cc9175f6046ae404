namespace FlumePlug.FileChannel;

/// <summary>
/// Writes groups of puts and takes to the end of the log. Used by one thread.
/// Invariants: a group is written and, where asked, flushed in every lane it touches before it is published; sequence numbers
/// of published events have no gaps; after a failed write or flush the group is refused and the next one begins a new
/// generation, whose headers say that the segments before end without it.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    private const long LongestGeneration = int.MaxValue;

    private readonly Disk _disk;
    private readonly FreeSpace _space;
    private readonly long _maxFileSize;
    private readonly TimeProvider _time;
    private readonly Guid _channel;
    private readonly ChannelKeys _keys;
    private readonly Lane[] _lanes;
    private readonly List<Generation> _generations;
    private long _nextGeneration;
    private int _turn;
    private bool _mustRoll = true;

    public LogWriter(Disk disk, StoreSettings settings, RecoveredLog recovered, TimeProvider time)
    {
        (_disk, _time, _maxFileSize, _keys) = (disk, time, settings.MaxFileSize, settings.Keys);
        _space = new FreeSpace(disk, settings.DataDirectories, settings.MinimumRequiredSpace);
        (_channel, _nextGeneration, _generations) = (recovered.Channel, recovered.NextGeneration, [.. recovered.Generations]);
        NextSequence = recovered.NextSequence;
        _lanes = [.. settings.DataDirectories.Select((directory, index) =>
            new Lane(disk, directory, index, settings.MaxFileSize) { Last = recovered.LastOf(directory) })];
    }

    /// <summary>The number that the next event gets.</summary>
    public long NextSequence { get; private set; }

    /// <summary>Bytes written since the start.</summary>
    public long Written { get; private set; }

    /// <summary>Whether bytes were written and not flushed.</summary>
    public bool HasUnflushed { get; private set; }

    /// <summary>The number of the newest generation that was ever made; counts on even where all are gone.</summary>
    public long NewestGeneration => _nextGeneration - 1;

    /// <summary>The lanes' newest segments and where their published bytes end.</summary>
    public IReadOnlyList<SegmentPosition> WrittenTo =>
        [.. _lanes.Select(lane => lane.Last.At(lane.Last.End))];

    /// <summary>The oldest generation that is needed when the oldest waiting event has a number.</summary>
    public long OldestGenerationFor(long sequence) => sequence >= NextSequence && _mustRoll
        ? _nextGeneration // nothing waits in those that are there, and nothing will be added
        : _generations.LastOrDefault(generation => generation.FirstSequence <= sequence)?.Number ?? 0;

    /// <summary>
    /// Makes lasting what a start found: a process that was killed may have left what is read now and is not on the disk, and all that
    /// follows builds on it, the next checkpoint first. Before anything else.
    /// </summary>
    public void FlushWhatWasFound()
    {
        foreach (var lane in _lanes.Where(lane => lane.Last.Header.Generation > 0))
        {
            using var file = _disk.Open(lane.Last.Path, FileUse.Read);
            file.Flush();
            _disk.FlushDirectory(lane.Directory);
        }
    }

    /// <summary>Stores puts and the numbers of taken events, all or, with an exception, none of them.</summary>
    public void Commit(List<FilePut> puts, SequenceSet taken, bool flush)
    {
        if (_mustRoll || IsFull(puts))
            Roll();
        try
        {
            var next = Encode(puts, taken);
            KillPoint.Reach(KillPoint.GroupEncoded);
            MakeRoom();
            _mustRoll = true;
            WriteLanes(flush);
            NextSequence = next;
        }
        catch
        {
            foreach (var lane in _lanes)
                lane.Discard();
            throw;
        }
        foreach (var lane in _lanes)
        {
            if (!lane.HasNew)
                continue;
            Written += lane.End - lane.Active!.End;
            lane.Publish();
        }
        _mustRoll = false;
        HasUnflushed = !flush;
    }

    /// <summary>Flushes what was written without. When it fails it is not tried again: nobody knows what a second one would mean.</summary>
    public void Flush()
    {
        if (!HasUnflushed)
            return;
        var mustRoll = _mustRoll;
        (_mustRoll, HasUnflushed) = (true, false);
        foreach (var lane in _lanes)
            lane.Flush();
        _mustRoll = mustRoll;
    }

    /// <summary>Deletes the generations before the one in which an event stands; a lasting checkpoint must know that.</summary>
    public void DeleteBefore(long sequence)
    {
        while (_generations.Count > 1 && _generations[1].FirstSequence <= sequence)
        {
            foreach (var segment in _generations[0].Segments)
            {
                segment.IsGone = true;
                _disk.Delete(segment.Path);
                KillPoint.Reach(KillPoint.SegmentDeleted);
                _disk.FlushDirectory(segment.Directory);
            }
            KillPoint.Reach(KillPoint.DeletionLasting);
            _generations.RemoveAt(0);
        }
    }

    public void Dispose()
    {
        foreach (var lane in _lanes)
            lane.Dispose();
    }

    private long Encode(List<FilePut> puts, SequenceSet taken)
    {
        var next = NextSequence;
        var first = _generations[^1].FirstSequence;
        foreach (var put in puts)
        {
            var lane = _lanes[_turn++ % _lanes.Length];
            var start = lane.Add(put.Committed, (uint)(next - first));
            put.Stored(next, new RecordPlace(lane.Index, lane.Active!, start, lane.End));
            next += put.Committed.Length;
        }
        if (!taken.IsEmpty)
            _lanes[_turn % _lanes.Length].Add(taken);
        return next;
    }

    private void MakeRoom()
    {
        long bytes = 0;
        foreach (var lane in _lanes)
            bytes += lane.HasNew ? lane.End - lane.Active!.End : 0;
        _space.Require(bytes);
        foreach (var lane in _lanes)
            if (lane.HasNew)
                lane.MakeRoom();
        KillPoint.Reach(KillPoint.RoomMade);
    }

    private void WriteLanes(bool flush)
    {
        Task? others = null;
        Lane? own = null;
        foreach (var lane in _lanes)
        {
            if (!lane.HasNew)
                continue;
            if (own is null)
                own = lane;
            else
                others = Together(others, Task.Run(() => WriteLane(lane, flush)));
        }
        try
        {
            if (own is not null)
                WriteLane(own, flush);
        }
        finally
        {
            // Whatever becomes of one disk, nobody may still be writing when the group is answered.
            others?.GetAwaiter().GetResult();
        }
        KillPoint.Reach(flush ? KillPoint.GroupFlushed : KillPoint.GroupWritten);
    }

    private static Task Together(Task? others, Task another) => others is null ? another : Task.WhenAll(others, another);

    private static void WriteLane(Lane lane, bool flush)
    {
        lane.Write();
        KillPoint.Reach(KillPoint.LaneWritten);
        if (!flush)
            return;
        lane.Flush();
        KillPoint.Reach(KillPoint.LaneFlushed);
    }

    private bool IsFull(List<FilePut> puts)
    {
        long bytes = 0;
        foreach (var put in puts)
            bytes += put.Bytes;
        foreach (var lane in _lanes)
            if (lane.End > SegmentHeader.BlockSize && lane.End + bytes / _lanes.Length > _maxFileSize)
                return true;
        return NextSequence - _generations[^1].FirstSequence > LongestGeneration / 2;
    }

    // The segments of the new generation are lasting before anything is written to one of them.
    private void Roll()
    {
        Flush();
        _mustRoll = true;
        var created = new Segment[_lanes.Length];
        for (var i = 0; i < _lanes.Length; i++)
            created[i] = Create(_lanes[i]);
        foreach (var directory in _lanes.Select(lane => lane.Directory))
            _disk.FlushDirectory(directory);
        KillPoint.Reach(KillPoint.SegmentsReady);
        for (var i = 0; i < _lanes.Length; i++)
            _lanes[i].Join(created[i]);
        _generations.Add(new Generation(_nextGeneration, NextSequence, created));
        _nextGeneration++;
        (_mustRoll, HasUnflushed) = (false, false);
    }

    private Segment Create(Lane lane)
    {
        var key = _keys.New(out var encryption);
        return lane.Create(HeaderFor(lane) with { Encryption = encryption }, key);
    }

    private SegmentHeader HeaderFor(Lane lane) => new()
    {
        Channel = _channel,
        Generation = _nextGeneration,
        FirstSequence = NextSequence,
        PreviousGeneration = lane.Last.Header.Generation,
        PreviousEnd = lane.Last.End,
        Lane = lane.Index,
        Lanes = _lanes.Length,
        Salt = SegmentHeader.NewSalt(),
        Created = _time.GetUtcNow(),
    };
}
