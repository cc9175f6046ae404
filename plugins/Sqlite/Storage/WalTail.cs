using System.Buffers.Binary;

namespace FlumePlug.Sqlite;

/// <summary>
/// Looks behind the point where SQLite stopped reading a write-ahead log. Something torn there is the transaction that an agent
/// was writing when it ended, and never acknowledged; whole transactions behind it are damage, which SQLite passes over in
/// silence.
/// </summary>
/// <remarks>
/// A log is a header of 32 bytes (a magic number, the page size at 8, two salts at 16, two sums at 24) and frames: a header of 24
/// bytes (at 4 the size of the file, not 0 in the last frame of a transaction; the salts at 8) and a page. Frames of an older
/// log have other salts. All are big-endian.
/// </remarks>
internal sealed class WalTail
{
    private const int HeaderSize = 32;
    private const int FrameHeaderSize = 24;
    private const uint Magic = 0x377F0682; // plus one where the sums are of big-endian numbers
    private readonly List<bool> _frames = [];
    private readonly int _frameSize;

    private WalTail(FileStream log, ReadOnlySpan<byte> header)
    {
        IsHeaderDamaged = !IsWhole(header);
        if (IsHeaderDamaged)
            return;
        _frameSize = FrameHeaderSize + (int)BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        Span<byte> frame = stackalloc byte[FrameHeaderSize];
        for (var at = (long)HeaderSize; at + FrameHeaderSize <= log.Length; at += _frameSize)
        {
            log.Position = at;
            log.ReadExactly(frame);
            if (!frame[8..16].SequenceEqual(header[16..24]) && !MayBeDamaged(log, at, header))
                break;
            _frames.Add(BinaryPrimitives.ReadUInt32BigEndian(frame[4..]) != 0);
        }
    }

    /// <summary>Whether SQLite can read nothing of the log for that.</summary>
    public bool IsHeaderDamaged { get; }

    /// <summary>Notes what is in the log before SQLite opens it; null when there is none.</summary>
    public static WalTail? Read(string path)
    {
        var file = new FileInfo(path + "-wal");
        if (!file.Exists || file.Length < HeaderSize)
            return null;
        using var log = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> header = stackalloc byte[HeaderSize];
        log.ReadExactly(header);
        return new WalTail(log, header);
    }

    /// <summary>Whether frames of this log stand behind those that SQLite read.</summary>
    public bool IsCutAt(int validFrames) => validFrames < _frames.Count;

    /// <summary>How many whole transactions stand there behind the one that may be torn.</summary>
    public int CommitsBehind(int validFrames) => Math.Max(0, _frames.Skip(validFrames).Count(isCommit => isCommit) - 1);

    public long OffsetOf(int frame) => HeaderSize + (long)frame * _frameSize;

    // The salts themselves may be hit: then the next frame has the right ones.
    private bool MayBeDamaged(FileStream log, long at, ReadOnlySpan<byte> header)
    {
        if (at + _frameSize + FrameHeaderSize > log.Length)
            return false;
        Span<byte> next = stackalloc byte[FrameHeaderSize];
        log.Position = at + _frameSize;
        log.ReadExactly(next);
        return next[8..16].SequenceEqual(header[16..24]);
    }

    private static bool IsWhole(ReadOnlySpan<byte> header)
    {
        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        if ((magic & ~1u) != Magic)
            return false;
        var (one, two) = (0u, 0u);
        for (var i = 0; i < 24; i += 8)
        {
            one += Word(header[i..]) + two;
            two += Word(header[(i + 4)..]) + one;
        }
        return one == BinaryPrimitives.ReadUInt32BigEndian(header[24..]) && two == BinaryPrimitives.ReadUInt32BigEndian(header[28..]);

        uint Word(ReadOnlySpan<byte> from) =>
            (magic & 1) != 0 ? BinaryPrimitives.ReadUInt32BigEndian(from) : BinaryPrimitives.ReadUInt32LittleEndian(from);
    }
}
