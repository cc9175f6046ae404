namespace FlumePlug.Sdk;

/// <summary>
/// The pools behind <see cref="EventBatch"/>: buffers in size classes under one cap in bytes, and batch objects with their
/// event arrays. One lock each, taken per buffer and per batch, never per event.
/// </summary>
internal static class BatchPool
{
    private const int SmallestBuffer = 1024;
    private const int SizeClasses = 7;
    private const long BufferBytesKept = 48L * 1024 * 1024;
    private const long EventSlotsKept = 1024 * 1024;

    private static readonly Stack<BatchBuffer>[] Buffers = [.. Enumerable.Range(0, SizeClasses).Select(_ => new Stack<BatchBuffer>())];
    private static readonly Stack<EventBatch> Batches = new();
    private static readonly Lock BufferLock = new();
    private static readonly Lock BatchLock = new();
    private static long _bufferBytes;
    private static long _eventSlots;

    /// <summary>See <see cref="EventBatch.OverwriteReturned"/>.</summary>
#if DEBUG
    public static bool OverwriteReturned { get; set; } = true;
#else
    public static bool OverwriteReturned { get; set; }
#endif

    public static int SizeOf(int sizeClass) => SmallestBuffer << sizeClass;

    /// <summary>The smallest class that holds the size, or -1 when only an array of its own does.</summary>
    public static int SizeClassOf(int size)
    {
        for (var sizeClass = 0; sizeClass < SizeClasses; sizeClass++)
            if (size <= SizeOf(sizeClass))
                return sizeClass;
        return -1;
    }

    public static BatchBuffer? TakeBuffer(int sizeClass)
    {
        lock (BufferLock)
        {
            if (!Buffers[sizeClass].TryPop(out var buffer))
                return null;
            _bufferBytes -= buffer.Array.Length;
            return buffer;
        }
    }

    public static void Return(BatchBuffer buffer)
    {
        if (OverwriteReturned)
        {
            buffer.Array.AsSpan().Fill(0xDD);
            return;
        }
        var size = buffer.Array.Length;
        var sizeClass = SizeClassOf(size);
        if (sizeClass < 0 || SizeOf(sizeClass) != size)
            return;
        lock (BufferLock)
        {
            if (_bufferBytes + size > BufferBytesKept)
                return;
            _bufferBytes += size;
            Buffers[sizeClass].Push(buffer);
        }
    }

    public static EventBatch? TakeBatch()
    {
        lock (BatchLock)
        {
            if (!Batches.TryPop(out var batch))
                return null;
            _eventSlots -= batch.Capacity;
            return batch;
        }
    }

    public static void Return(EventBatch batch)
    {
        if (OverwriteReturned)
            return;
        lock (BatchLock)
        {
            if (_eventSlots + batch.Capacity > EventSlotsKept)
                return;
            _eventSlots += batch.Capacity;
            Batches.Push(batch);
        }
    }
}
