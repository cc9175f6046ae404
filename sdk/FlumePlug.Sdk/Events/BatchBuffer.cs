using System.Diagnostics;

namespace FlumePlug.Sdk;

/// <summary>A pooled block of bytes that bodies point into; goes back to the pool with its last reference.</summary>
internal sealed class BatchBuffer
{
    private int _references;

    private BatchBuffer(byte[] array) => Array = array;

    public byte[] Array { get; }

    /// <summary>Bytes handed out so far; only the batch that is being filled writes it.</summary>
    public int Used { get; set; }

    public int Free => Array.Length - Used;

    public static BatchBuffer Rent(int size)
    {
        var sizeClass = BatchPool.SizeClassOf(size);
        var buffer = (sizeClass < 0 ? null : BatchPool.TakeBuffer(sizeClass))
            ?? new BatchBuffer(GC.AllocateUninitializedArray<byte>(sizeClass < 0 ? size : BatchPool.SizeOf(sizeClass)));
        buffer._references = 1;
        buffer.Used = 0;
        return buffer;
    }

    public void Retain() => Interlocked.Increment(ref _references);

    public void Release()
    {
        var left = Interlocked.Decrement(ref _references);
        Debug.Assert(left >= 0, "A batch buffer was released more often than it was retained.");
        if (left == 0)
            BatchPool.Return(this);
    }
}
