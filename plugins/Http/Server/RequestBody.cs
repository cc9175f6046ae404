using System.Buffers;
using System.IO.Compression;

namespace FlumePlug.Http.Server;

/// <summary>The body of a request, unpacked, in one piece of pooled memory. Not for concurrent calls.</summary>
internal sealed class RequestBody(BodyBudget budget) : IDisposable
{
    private byte[] _bytes = [];
    private int _size;
    private int _length;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Reads it to its end.</summary>
    /// <exception cref="RefusedException">It is too long, packed in a way that is not known, or there is no room now.</exception>
    /// <exception cref="FormatException">It is not packed as it says, or was cut.</exception>
    public Task ReadAsync(Stream body, string? contentEncoding, CancellationToken cancellationToken) => contentEncoding?.Trim().ToUpperInvariant() switch
    {
        null or "" or "IDENTITY" => FillAsync(body, cancellationToken),
        "GZIP" or "X-GZIP" => UnpackAsync(new(body, hasMembers: true), packed => new GZipStream(packed, CompressionMode.Decompress), cancellationToken),
        "DEFLATE" => UnpackAsync(new(body, hasMembers: false), packed => new ZLibStream(packed, CompressionMode.Decompress), cancellationToken),
        "BR" => UnpackAsync(new(body, hasMembers: false), packed => new BrotliStream(packed, CompressionMode.Decompress), cancellationToken),
        _ => throw new RefusedException(415, $"The Content-Encoding {contentEncoding} is not known: gzip, deflate and br are."),
    };

    public void Dispose()
    {
        budget.Give(_size);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _size, _length) = ([], 0, 0);
    }

    private async Task UnpackAsync(PackedBody packed, Func<Stream, Stream> unpacker, CancellationToken cancellationToken)
    {
        const string Wrong = "The body is not packed as Content-Encoding says, or was cut.";
        await using var unpacked = unpacker(packed);
        try
        {
            await FillAsync(unpacked, cancellationToken);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or InvalidOperationException)
        {
            throw new FormatException(Wrong, wrong);
        }
        if (!packed.IsWhole)
            throw new FormatException(Wrong);
    }

    private async Task FillAsync(Stream unpacked, CancellationToken cancellationToken)
    {
        while (_length < budget.Longest)
        {
            if (_length == _size)
                Grow();
            var read = await unpacked.ReadAsync(_bytes.AsMemory(_length, _size - _length), cancellationToken);
            if (read == 0)
                return;
            _length += read;
        }
        if (await unpacked.ReadAsync(new byte[1], cancellationToken) > 0)
            throw new RefusedException(413, $"The body is longer than {budget.Longest} bytes (max-body-bytes).");
    }

    // By what has come, never by what was announced: who announces much and sends little would shut the others out.
    private void Grow()
    {
        var size = (int)Math.Min(Math.Max(_size * 2L, BodyBudget.Free), budget.Longest);
        if (!budget.TryGrow(_size, size))
            throw new RefusedException(503, "Too many large requests at a time. Please come again.");
        var larger = ArrayPool<byte>.Shared.Rent(size);
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _size) = (larger, size);
    }
}

/// <summary>A request that is not served: the status that the client gets, and why.</summary>
internal sealed class RefusedException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}

/// <summary>
/// How much memory bodies may take: one, and all at a time. The first <see cref="Free"/> bytes of each are not counted, so that a small
/// one always has room; the number of connections bounds those. Safe for concurrent calls.
/// </summary>
/// <param name="longest">The longest body, in bytes.</param>
internal sealed class BodyBudget(long longest)
{
    /// <summary>The memory that every body has without asking, in bytes.</summary>
    public const int Free = 16 * 1024;

    private const int LongestAtATime = 4;

    private long _left = longest * LongestAtATime;

    public long Longest => longest;

    /// <summary>Takes what a body needs to grow, both sizes in bytes; false when there is no room.</summary>
    public bool TryGrow(int from, int to)
    {
        var more = Counted(to) - Counted(from);
        if (Interlocked.Add(ref _left, -more) >= 0 || more == 0)
            return true;
        Interlocked.Add(ref _left, more);
        return false;
    }

    /// <summary>Gives back what a body of this size took.</summary>
    public void Give(int size) => Interlocked.Add(ref _left, Counted(size));

    private static long Counted(int size) => Math.Max(0, size - Free);
}
