using System.Buffers;

namespace FlumePlug.Sdk;

/// <summary>
/// What a connection has received and not yet put: text in memory of the batch that its lines will be events of. Small while
/// little comes, up to 64 KB while much does; a connection that has sent nothing holds nothing. One call at a time.
/// </summary>
/// <remarks>
/// The round: receive into <see cref="GetSpan"/>, <see cref="Received"/>, add the whole lines of <see cref="Text"/> to
/// <see cref="Batch"/>, <see cref="Seal"/>, put the batch, <see cref="KeepFrom"/> the end of the last line.
/// </remarks>
public sealed class ReceiveBlock : IBufferWriter<byte>, IDisposable
{
    private const int Smallest = 1024;
    private const int Largest = 64 * 1024;

    // Batches of very short lines would hold very many events.
    private const int ManyEvents = 4096;

    private EventBatch? _batch;
    private Memory<byte> _memory;
    private int _filled;
    private int _wanted = 4 * Smallest;
    private int _lastEvents;

    /// <summary>The batch to add lines of <see cref="Text"/> to.</summary>
    public EventBatch Batch => _batch!;

    /// <summary>Everything received that is not put.</summary>
    public ReadOnlyMemory<byte> Text => _memory[.._filled];

    /// <summary>Whether so little comes at a time that the block may be held while waiting for it.</summary>
    public bool IsSmall => _wanted == Smallest && _filled < Smallest;

    /// <summary>Where the text begins that was not there when the last lines were put.</summary>
    public int Searched { get; private set; }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_batch is null || _memory.Length - _filled < Math.Max(sizeHint, 1) || (_memory.Length < _wanted && _filled < _wanted / 2))
            MoveTo(Math.Max(_wanted, _filled + Math.Max(sizeHint, _filled)));
        return _memory[_filled..];
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public void Advance(int count) => _filled += count;

    /// <summary>A receive into <see cref="GetSpan"/> brought so much; the next one's size follows from it.</summary>
    public void Received(int count)
    {
        _filled += count;
        if (_filled == _memory.Length && _lastEvents < ManyEvents)
            _wanted = Math.Min(Largest, _wanted * 4);
        else if (count < _wanted / 8)
            _wanted = Math.Max(Smallest, _wanted / 2);
    }

    /// <summary>To be called before the lines are put: what was not filled may serve interceptors.</summary>
    /// <param name="rentedMore">Whether memory was rented from the batch for other bodies: nothing can be given back then.</param>
    public void Seal(bool rentedMore = false)
    {
        _lastEvents = _batch!.Count;
        if (!rentedMore)
            _batch.GiveBack(_memory.Length - _filled);
    }

    /// <summary>Keeps the text from a position on, half a line, and lets the batch go.</summary>
    public void KeepFrom(int position)
    {
        var rest = _memory[position.._filled];
        var put = _batch;
        (_batch, _memory, _filled) = (null, default, 0);
        if (rest.Length > 0)
        {
            Open(Math.Max(_wanted, rest.Length * 2));
            rest.CopyTo(_memory);
            _filled = rest.Length;
        }
        Searched = _filled;
        put?.Dispose();
    }

    /// <summary>Remembers that the text holds no whole line.</summary>
    public void NothingFound() => Searched = _filled;

    /// <summary>To be called before a wait that may be long: holds no more than half a line needs.</summary>
    public void Shrink()
    {
        if (_filled == 0)
            Dispose();
        else if (_memory.Length > Math.Max(Smallest, _filled * 4))
            MoveTo(_filled * 2);
    }

    /// <summary>Lets everything go; it may be filled again.</summary>
    public void Dispose()
    {
        _batch?.Dispose();
        (_batch, _memory, _filled) = (null, default, 0);
        Searched = 0;
    }

    private void MoveTo(int size)
    {
        var (before, text) = (_batch, _memory[.._filled]);
        Open(size);
        text.CopyTo(_memory);
        before?.Dispose();
    }

    // Whole blocks of the pool, up to the largest; a longer line has an array of its own.
    private void Open(int size)
    {
        var block = Smallest;
        while (block < size && block < Largest)
            block *= 2;
        _batch = EventBatch.Create();
        _memory = _batch.Rent(Math.Max(block, size));
    }
}
