using FlumePlug.Sdk;

namespace FlumePlug.FileChannel.Tests;

/// <summary>Damages a file of a stopped channel and says what that may cost.</summary>
internal sealed class DamagedFile
{
    private readonly List<(long Start, long End, RecordHeader Header, List<TakenEvent> Events)> _records = [];
    private readonly List<(long Start, long End, RecordHeader Header, List<TakenEvent> Events)> _cost = [];
    private readonly int _file;
    private readonly ModelFile _content;

    private DamagedFile(RecordedDisk disk, string path, int file, ModelFile content)
    {
        (_file, _content) = (file, content);
        if (!path.EndsWith(SegmentHeader.Extension, StringComparison.Ordinal))
            return;
        var block = new byte[SegmentHeader.BlockSize];
        content.Read(block, 0);
        if (SegmentHeader.Read(block, path) is not { } header)
            return;
        using var reader = new SegmentReader(disk, new Segment(path, header, Keys.Two.ChannelKeys.Of(header.Encryption, path)));
        for (long at = SegmentHeader.BlockSize; reader.TryReadHeader(at, reader.FileLength, out var record); at = _records[^1].End)
        {
            var events = new List<TakenEvent>();
            if (reader.TryReadContent(at, record, out var payload) && record.Kind == RecordKind.Events)
            {
                using var batch = EventBatch.Create();
                EventsPayload.Read(payload, record.Count, batch, new HeadersMemo());
                events = TakenEvent.AllOf(batch);
            }
            _records.Add((at, at + RecordHeader.Size + record.Length, record, events));
        }
    }

    /// <summary>Any file of the channel, if it has one.</summary>
    public static DamagedFile? Choose(RecordedDisk disk, int which)
    {
        var state = disk.State;
        if (state.Names.Count == 0)
            return null;
        var (path, file) = state.Names.ElementAt(which % state.Names.Count);
        return new DamagedFile(disk, path, file, state.File(file));
    }

    /// <summary>What may be missing from now on.</summary>
    public void Tell(ChannelModel model)
    {
        foreach (var (_, _, header, events) in _cost)
        {
            model.Damaged(events);
            if (header.Kind == RecordKind.Takes)
                model.TakesDamaged();
        }
        model.Hurt();
    }

    public void Flip(RecordedDisk disk, int where)
    {
        if (_content.Written == 0)
            return;
        var offset = where * 7919L % _content.Written;
        disk.Change(state => state.File(_file).Flip(offset, where % 8));
        var hit = _records.FindIndex(record => record.Start <= offset && offset < record.End);
        if (hit < 0)
            return;
        // Where no later record vouches for it, it looks like a write that was cut short, and the log ends there.
        var isVouchedFor = _records.Skip(hit + 1).Any(record => record.Header.FlushedTo > _records[hit].Start);
        Costs(_records.Skip(hit).Take(isVouchedFor ? 1 : int.MaxValue));
    }

    public void Truncate(RecordedDisk disk, int where)
    {
        var length = _content.Written == 0 ? 0 : where * 7919L % _content.Written;
        disk.Change(state => state.File(_file).SetLength(length));
        Costs(_records.Where(record => record.End > length));
    }

    public void Lose(RecordedDisk disk)
    {
        disk.Change(state => state.Names.Remove(state.Names.Single(name => name.Value == _file).Key));
        Costs(_records);
    }

    private void Costs(IEnumerable<(long Start, long End, RecordHeader Header, List<TakenEvent> Events)> records) => _cost.AddRange(records);
}
