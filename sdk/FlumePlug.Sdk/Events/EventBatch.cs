using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace FlumePlug.Sdk;

/// <summary>
/// A list of events and the reference-counted memory that their bodies point into. Pooled: get one from
/// <see cref="Create"/>, fill it, put it, dispose it.
/// </summary>
/// <remarks>
/// <para>Ownership: the caller disposes; who keeps a batch past the call that it was given in retains it
/// (<see cref="Retain"/>) and disposes it later; after a put nobody writes. A batch is not safe for concurrent writing;
/// once put, any number of threads may read it.</para>
/// <para>Headers and bodies must be data only: nothing in a batch is of a plugin's own type.</para>
/// </remarks>
public sealed partial class EventBatch : IDisposable
{
    private const int BlockSize = 64 * 1024;

    private Event[] _events = new Event[16];
    private BatchBuffer[] _buffers = new BatchBuffer[2];
    private int _count;
    private int _bufferCount;
    private int _references;
    private int _nextBlockSize;
    private int _lastRent;
    private bool _ownsLastBuffer;

    private EventBatch()
    {
    }

    /// <summary>The number of events.</summary>
    public int Count => _count;

    /// <summary>The events, valid until the batch is changed or disposed.</summary>
    public ReadOnlySpan<Event> Events => _events.AsSpan(0, _count);

    internal int Capacity => _events.Length;

    /// <summary>The event at a position.</summary>
    public ref readonly Event this[int index]
    {
        get
        {
            if ((uint)index >= (uint)_count)
                ThrowNoSuchEvent(index);
            return ref _events[index];
        }
    }

    /// <summary>An empty batch with one reference, for the caller to dispose.</summary>
    public static EventBatch Create()
    {
        var batch = BatchPool.TakeBatch() ?? new EventBatch();
        Debug.Assert(batch._references == 0 && batch._count == 0);
        batch._references = 1;
        batch._nextBlockSize = 1024;
        return batch;
    }

    /// <summary>
    /// Memory for bodies that lives as long as the batch: exactly <paramref name="size"/> bytes of undefined content.
    /// </summary>
    public Memory<byte> Rent(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (_bufferCount == 0 || _buffers[_bufferCount - 1].Free < size || !_ownsLastBuffer)
            AddBlock(size);
        var buffer = _buffers[_bufferCount - 1];
        var memory = new Memory<byte>(buffer.Array, buffer.Used, size);
        buffer.Used += size;
        _lastRent = size;
        return memory;
    }

    /// <summary>Gives back the end of the memory rented last, such as what a read did not fill.</summary>
    public void GiveBack(int unused)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(unused);
        if (unused == 0)
            return;
        if (_lastRent < unused)
            throw new InvalidOperationException($"Only {_lastRent} bytes can be given back: those that were rented last.");
        _lastRent -= unused;
        _buffers[_bufferCount - 1].Used -= unused;
    }

    /// <summary>Adds an event whose body lies in memory rented from this batch, or in memory that is never written again.</summary>
    public void Add(Headers headers, ReadOnlyMemory<byte> body)
    {
        if (_count == _events.Length)
            Array.Resize(ref _events, _count * 2);
        _events[_count++] = new Event(headers, body);
    }

    /// <summary>Adds an event with a copy of the body.</summary>
    public void AddCopy(Headers headers, ReadOnlySpan<byte> body)
    {
        var memory = Rent(body.Length);
        body.CopyTo(memory.Span);
        Add(headers, memory);
    }

    /// <summary>Adds events of another batch without copying: their memory is retained.</summary>
    public void Add(EventBatch other, int start, int count)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (count == 0)
            return;
        var events = other.Events.Slice(start, count);
        Reserve(_count + count);
        events.CopyTo(_events.AsSpan(_count));
        _count += count;
        RetainBuffersOf(other, events);
    }

    /// <summary>Copies events of another batch, bodies included, so that its memory can go back to the pool.</summary>
    public void AddCopies(EventBatch other, int start, int count)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (ref readonly var copied in other.Events.Slice(start, count))
            AddCopy(copied.Headers, copied.Body.Span);
    }

    // A throw of its own lets the indexer be inlined.
    [DoesNotReturn]
    private static void ThrowNoSuchEvent(int index) => throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>
    /// For tests: memory is overwritten with its last dispose and never used again, and neither is the batch, so that a read
    /// or a second dispose after the last one fails each time. On in Debug builds; one setting for the process.
    /// </summary>
    public static bool OverwriteReturned
    {
        get => BatchPool.OverwriteReturned;
        set => BatchPool.OverwriteReturned = value;
    }

    /// <summary>Keeps the batch alive past the call it was given in; needs a <see cref="Dispose"/> of its own.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed by everyone who held it.</exception>
    public EventBatch Retain()
    {
        if (Interlocked.Increment(ref _references) > 1)
            return this;
        Interlocked.Decrement(ref _references);
        throw new ObjectDisposedException(nameof(EventBatch));
    }

    /// <summary>Gives up one reference; with the last one the memory goes back to the pool.</summary>
    public void Dispose()
    {
        var left = Interlocked.Decrement(ref _references);
        if (left > 0)
            return;
        if (left < 0)
        {
            Interlocked.Increment(ref _references);
            throw new ObjectDisposedException(nameof(EventBatch));
        }
        Clear();
        BatchPool.Return(this);
    }

    /// <summary>Bytes of pooled memory that this batch keeps alive, for owners that weigh copying against keeping.</summary>
    public long RetainedBytes
    {
        get
        {
            long bytes = 0;
            foreach (var buffer in _buffers.AsSpan(0, _bufferCount))
                bytes += buffer.Array.Length;
            return bytes;
        }
    }

    private void Clear()
    {
        ForgetEdits();
        _events.AsSpan(0, _count).Clear();
        _count = 0;
        for (var i = 0; i < _bufferCount; i++)
            _buffers[i].Release();
        Array.Clear(_buffers, 0, _bufferCount);
        _bufferCount = 0;
        (_ownsLastBuffer, _lastRent) = (false, 0);
    }

    // Small first: a batch of one short line should not hold a full block; later blocks are full ones.
    private void AddBlock(int size)
    {
        AddBuffer(BatchBuffer.Rent(Math.Max(size, _nextBlockSize)));
        _ownsLastBuffer = true;
        _nextBlockSize = Math.Min(BlockSize, _nextBlockSize * 8);
    }

    private void AddBuffer(BatchBuffer buffer)
    {
        if (_bufferCount == _buffers.Length)
            Array.Resize(ref _buffers, _bufferCount * 2);
        _buffers[_bufferCount++] = buffer;
    }

    private void Reserve(int count)
    {
        if (count > _events.Length)
            Array.Resize(ref _events, Math.Max(count, _events.Length * 2));
    }

    // Events stand in the order of their buffers as a rule, so that the search starts where the last one ended.
    private void RetainBuffersOf(EventBatch other, ReadOnlySpan<Event> events)
    {
        byte[]? last = null;
        var position = 0;
        foreach (ref readonly var shared in events)
        {
            if (!MemoryMarshal.TryGetArray(shared.Body, out var segment) || segment.Array == last)
                continue;
            last = segment.Array;
            for (var tried = 0; tried < other._bufferCount; tried++, position++)
            {
                if (position >= other._bufferCount)
                    position = 0;
                if (other._buffers[position].Array != last)
                    continue;
                if (!Holds(other._buffers[position]))
                {
                    other._buffers[position].Retain();
                    AddBuffer(other._buffers[position]);
                    (_ownsLastBuffer, _lastRent) = (false, 0);
                }
                break;
            }
        }
    }

    private bool Holds(BatchBuffer buffer)
    {
        for (var i = _bufferCount - 1; i >= 0; i--)
            if (ReferenceEquals(_buffers[i], buffer))
                return true;
        return false;
    }
}
