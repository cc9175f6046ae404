namespace FlumePlug.FileChannel.Tests;

/// <summary>The next few operations of one kind fail.</summary>
internal sealed class Faults(Step step)
{
    private int _left = 1 + step.B % 3;

    /// <summary>As <see cref="RecordedDisk.Fault"/>.</summary>
    public int? Ask(DiskOperation operation)
    {
        if (Volatile.Read(ref _left) <= 0 || !IsMeant(operation) || Interlocked.Decrement(ref _left) < 0)
            return null;
        if (operation is DiskOperation.Write && step.A % 2 == 0)
            return step.B * 37 % 9000;
        throw new IOException(operation is DiskOperation.SetLength ? "No space left on device" : "Input/output error");
    }

    private bool IsMeant(DiskOperation operation) => (step.A % 6) switch
    {
        0 or 1 => operation is DiskOperation.Write,
        2 or 3 => operation is DiskOperation.Flush,
        4 => operation is DiskOperation.SetLength or DiskOperation.Create,
        _ => operation is DiskOperation.FlushDirectory or DiskOperation.Rename or DiskOperation.Delete,
    };
}
