using System.Globalization;
using FlumePlug.Sdk;

namespace FlumePlug.Files.Tailing;

/// <summary>What the end of a file ends.</summary>
internal enum AtEnd
{
    /// <summary>Nothing: more may come.</summary>
    Wait,

    /// <summary>The last event, which waited long enough for another line.</summary>
    EndEvent,

    /// <summary>The last line too, though it has no newline.</summary>
    EndLine,
}

/// <summary>Reads the events of one file at a time through one block of memory.</summary>
internal sealed class TailReader(TaildirOptions options, ComponentContext context)
{
    private const int BlockSize = 256 * 1024;
    private const string OffsetHeader = "byteoffset";

    private readonly LogLines _lines = new(options, context);
    private byte[] _block = new byte[BlockSize];
    private TailedFile _file = null!;
    private int _start;
    private int _end;
    private long _blockOffset;

    /// <summary>Where the events end that were read last.</summary>
    public long Position => _blockOffset + _start;

    /// <summary>Begins with an open file where it was left.</summary>
    public void Begin(TailedFile file)
    {
        (_file, _start, _end, _blockOffset) = (file, 0, 0, file.Position);
        if (_block.Length > BlockSize)
            _block = new byte[BlockSize];
    }

    /// <summary>Reads up to a batch of events. False: the file was cut off, and nothing of it is to be used.</summary>
    public bool TryRead(EventBatch batch, AtEnd atEnd)
    {
        while (batch.Count < options.BatchSize)
        {
            Take(batch, _end, ended: false);
            if (batch.Count == options.BatchSize)
                break;
            var seen = _file.SeenAt;
            var read = Fill();
            if (!_file.Head.IsOf(_file.Handle!))
                return false;
            if (_file.Head.CanGrow)
                _file.Head = FileHead.Of(_file.Handle!, _blockOffset + _end);
            _file.Size = Math.Max(_file.Size, _blockOffset + _end);
            if (read > 0)
                continue;
            _file.ReadAt = _blockOffset + _end == seen.Size ? seen : (_blockOffset + _end, 0, 0);
            End(batch, atEnd);
            break;
        }
        SetHeaders(batch);
        return true;
    }

    private void End(EventBatch batch, AtEnd atEnd)
    {
        var whole = _start + _block.AsSpan(_start, _end - _start).LastIndexOf((byte)'\n') + 1;
        if (atEnd != AtEnd.Wait)
            Take(batch, atEnd == AtEnd.EndLine ? _end : whole, ended: true);
        _file.HasUnfinishedEvent = options.IsMultiline && _start < whole;
    }

    private void Take(EventBatch batch, int end, bool ended)
    {
        while (batch.Count < options.BatchSize && _lines.TryTake(_block.AsSpan(_start, end - _start), ended, out var body, out var taken))
        {
            var headers = !options.ByteOffsetHeader
                ? Headers.Empty
                : Headers.Empty.With(OffsetHeader, Position.ToString(CultureInfo.InvariantCulture));
            batch.AddCopy(headers, body);
            _start += taken;
        }
    }

    private int Fill()
    {
        _block.AsSpan(_start, _end - _start).CopyTo(_block);
        _blockOffset += _start;
        (_start, _end) = (0, _end - _start);
        if (_end == _block.Length)
            Array.Resize(ref _block, (int)Math.Min(Array.MaxLength, _block.Length * 2L));
        var read = RandomAccess.Read(_file.Handle!, _block.AsSpan(_end), _blockOffset + _end);
        _end += read;
        return read;
    }

    // The group's headers win over the offset, and the file's over both, as in Flume.
    private void SetHeaders(EventBatch batch)
    {
        if (_file.Headers.Count == 0)
            return;
        if (!options.ByteOffsetHeader)
            for (var i = 0; i < batch.Count; i++)
                batch.SetHeaders(i, _file.Headers);
        else
            foreach (var (name, value) in _file.Headers)
                batch.SetHeader(name, value);
    }
}
