using System.Buffers;
using FlumePlug.Files.FileSystem;
using FlumePlug.Sdk;
using Microsoft.Win32.SafeHandles;

namespace FlumePlug.Files.Spooling;

/// <summary>Reads the events of one file after the other, through a deserializer, from the position that was committed last.</summary>
internal sealed class SpoolReader(SpoolDirectoryOptions options, ComponentContext context, SpoolDirectory directory) : IDisposable
{
    private const int BlockSize = 256 * 1024;

    private readonly Slot<IEventDeserializer> _slot = SlotOf(options);
    private readonly FileText _text = new(options.InputCharset, options.DecodeErrorPolicy);
    private byte[] _block = new byte[BlockSize];
    private SpoolFile _file = null!;
    private SafeFileHandle? _handle;
    private SpoolPosition? _position;
    private IEventDeserializer _deserializer = null!;
    private int _start;
    private int _end;
    private long _blockOffset;
    private bool _mayBeEmpty;
    private InvalidDataException? _malformed;

    /// <summary>Opens a file where it was left off.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public void Open(SpoolFile file)
    {
        Close();
        _handle = SharedFile.Open(file.Path);
        _file = file;
        _position = SpoolPosition.Open(directory.PositionPath, file.Path, context);
        _mayBeEmpty = _position.Offset == 0 && file.Size == 0;
        Rewind();
    }

    /// <summary>Reads up to a batch of events; none: the file was read to its end.</summary>
    /// <exception cref="InvalidDataException">The next text is malformed.</exception>
    public void Read(EventBatch batch)
    {
        while (batch.Count < options.BatchSize && TryRead(batch, options.BatchSize - batch.Count))
        {
        }
        if (batch.Count == 0 && _malformed is not null)
            throw _malformed;
        if (_mayBeEmpty && batch.Count == 0)
            batch.Add(Headers.Empty, ReadOnlyMemory<byte>.Empty);
        _mayBeEmpty = false;
        if (options.FileHeader)
            batch.SetHeader(options.FileHeaderKey, JavaPath.Absolute(_file.Path));
        if (options.BasenameHeader)
            batch.SetHeader(options.BasenameHeaderKey, _file.Name);
    }

    /// <summary>Keeps the position behind what was read: it was stored.</summary>
    public void Commit() => _position!.Store(_blockOffset + _start);

    /// <summary>Goes back to the position that was kept last.</summary>
    public void Rewind()
    {
        _malformed = null;
        (_start, _end, _blockOffset) = (0, 0, _position!.Offset);
        _deserializer = context.Create(_slot);
        var head = new byte[Math.Min(_file.Size, BlockSize)];
        var headLength = ReadAt(head, 0);
        if (_deserializer.ReadsText && _text.Begin(head.AsSpan(0, headLength)) is var mark and > 0 && _blockOffset == 0)
            _blockOffset = mark;
        if (_blockOffset > 0)
            _deserializer.Resume(new ReadOnlySequence<byte>(head, 0, headLength), _blockOffset);
    }

    public void Close()
    {
        _position?.Dispose();
        _handle?.Dispose();
        (_position, _handle) = (null, null);
    }

    public void Dispose() => Close();

    private static Slot<IEventDeserializer> SlotOf(SpoolDirectoryOptions options)
    {
        var slot = options.Deserializer;
        if (options.BufferMaxLineLength is not { } length || !slot.Type.Equals("LINE", StringComparison.OrdinalIgnoreCase))
            return slot;
        return slot with
        {
            Options = new Dictionary<string, string>(slot.Options)
            {
                ["maxLineLength"] = length.ToString(System.Globalization.CultureInfo.InvariantCulture),
            },
        };
    }

    // False: there is no more, or none that can be read.
    private bool TryRead(EventBatch batch, int max)
    {
        var ended = _blockOffset + _end >= _file.Size;
        var before = batch.Count;
        var used = _deserializer.ReadsText ? ReadText(batch, max, ended) : ReadBytes(batch, max, ended);
        _start += used;
        if (used > 0 || batch.Count > before)
            return true;
        if (ended)
            return false;
        return _malformed is null && Fill();
    }

    private int ReadBytes(EventBatch batch, int max, bool ended)
    {
        var bytes = new ReadOnlySequence<byte>(_block, _start, _end - _start);
        return (int)bytes.Slice(0, _deserializer.Read(bytes, ended, batch, max)).Length;
    }

    private int ReadText(EventBatch batch, int max, bool ended)
    {
        var before = batch.Count;
        int raw;
        do
        {
            var decoded = _text.Decode(_block.AsMemory(_start, _end - _start), _blockOffset + _start, ended);
            var text = new ReadOnlySequence<byte>(decoded);
            raw = _text.BytesOf((int)text.Slice(0, _deserializer.Read(text, ended && _text.IsWhole, batch, max)).Length);
        }
        while (raw == 0 && batch.Count == before && _text.Widen());
        if (raw == 0 && batch.Count == before && _text.IsMalformedBehind)
            _malformed = new InvalidDataException(
                $"Malformed input for {options.InputCharset} behind byte {_blockOffset + _start} of {_file.Path} (decodeErrorPolicy = FAIL).");
        return raw;
    }

    // The file has no more than it had when it was listed; one that became shorter ends there, and is refused when it is retired.
    private bool Fill()
    {
        if (_start > 0)
        {
            _block.AsSpan(_start, _end - _start).CopyTo(_block);
            _blockOffset += _start;
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _block.Length)
            Array.Resize(ref _block, (int)Math.Min(Array.MaxLength, _block.Length * 2L));
        var read = ReadAt(_block.AsSpan(_end, (int)Math.Min(_block.Length - _end, _file.Size - _blockOffset - _end)), _blockOffset + _end);
        _end += read;
        return read > 0;
    }

    private int ReadAt(Span<byte> bytes, long offset)
    {
        var total = 0;
        while (total < bytes.Length && RandomAccess.Read(_handle!, bytes[total..], offset + total) is var read and > 0)
            total += read;
        return total;
    }
}
