namespace FlumePlug.FileChannel.Tests;

/// <summary>The content of a file in memory; what was never written reads as zeros.</summary>
internal sealed class ModelFile
{
    private byte[] _bytes = [];

    public long Length { get; private set; }

    public ModelFile Clone() => new() { _bytes = [.. _bytes], Length = Length };

    public int Read(Span<byte> into, long offset)
    {
        var count = (int)Math.Clamp(Length - offset, 0, into.Length);
        var known = (int)Math.Clamp(_bytes.Length - offset, 0, count);
        if (known > 0)
            _bytes.AsSpan((int)offset, known).CopyTo(into);
        into[known..count].Clear();
        return count;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var end = (int)(offset + bytes.Length);
        if (_bytes.Length < end)
            Array.Resize(ref _bytes, end);
        bytes.CopyTo(_bytes.AsSpan((int)offset));
        Length = Math.Max(Length, end);
    }

    public void SetLength(long length)
    {
        if (length < _bytes.Length)
            Array.Resize(ref _bytes, (int)length);
        Length = length;
    }

    public void Flip(long offset, int bit) => _bytes[offset] ^= (byte)(1 << bit);

    /// <summary>How far it was ever written.</summary>
    public int Written => _bytes.Length;

    public void AddTo(ref HashCode hash)
    {
        hash.Add(Length);
        hash.AddBytes(_bytes.AsSpan().TrimEnd((byte)0));
    }
}
