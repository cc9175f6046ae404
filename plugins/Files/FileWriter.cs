using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace FlumePlug.Files;

/// <summary>
/// A new file written through one reused block of memory, which can be cut back to where it was last kept: what a failed
/// transaction wrote does not stay. Writes are synchronous: they end in the page cache, and no thread of another component
/// waits for them.
/// </summary>
internal sealed class FileWriter : IBufferWriter<byte>, IDisposable
{
    private const int BlockSize = 64 * 1024;

    private readonly SafeFileHandle _handle;
    private byte[] _block = new byte[BlockSize];
    private int _used;
    private long _written;
    private long _kept;

    /// <exception cref="IOException">The file is there already, or cannot be made.</exception>
    public FileWriter(string path) => _handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);

    public void Advance(int count) => _used += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _block.AsMemory(_used);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _block.AsSpan(_used);
    }

    /// <summary>Hands everything to the operating system, which keeps it if the process dies (no fsync, as in Flume).</summary>
    public void Keep()
    {
        WriteBlock();
        _kept = _written;
    }

    /// <summary>Forgets what was written since the last <see cref="Keep"/>.</summary>
    public void CutBack()
    {
        _used = 0;
        _written = _kept;
        RandomAccess.SetLength(_handle, _kept);
    }

    public void Dispose() => _handle.Dispose();

    private void MakeRoom(int wanted)
    {
        wanted = Math.Max(1, wanted);
        if (_block.Length - _used >= wanted)
            return;
        WriteBlock();
        if (_block.Length < wanted)
            _block = new byte[wanted];
    }

    private void WriteBlock()
    {
        if (_used == 0)
            return;
        RandomAccess.Write(_handle, _block.AsSpan(0, _used), _written);
        _written += _used;
        _used = 0;
    }
}
