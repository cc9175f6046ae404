using System.Buffers;
using System.IO.Compression;

namespace FlumePlug.Http.Server;

/// <summary>The body of a request, unpacked, in one piece of pooled memory. Not for concurrent calls.</summary>
internal sealed class RequestBody(BodyBudget budget) : IDisposable
{
    private const int Smallest = 16 * 1024;

    private byte[] _bytes = [];
    private int _length;

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    /// <summary>Reads it to its end.</summary>
    /// <exception cref="RefusedException">It is too long, packed in a way that is not known, or there is no room now.</exception>
    /// <exception cref="InvalidDataException">It is not packed as it says.</exception>
    public async Task ReadAsync(Stream body, string? contentEncoding, long? contentLength, CancellationToken cancellationToken)
    {
        await using var unpacked = Unpacked(body, contentEncoding);
        Grow((int)Math.Clamp(contentLength + 1 ?? Smallest, Smallest, budget.Longest + 1));
        while (true)
        {
            if (_length == _bytes.Length)
                Grow(Math.Min(_bytes.Length * 2L, budget.Longest + 1));
            var read = await unpacked.ReadAsync(_bytes.AsMemory(_length), cancellationToken);
            if (read == 0)
                return;
            _length += read;
            if (_length > budget.Longest)
                throw new RefusedException(413, $"The body is longer than {budget.Longest} bytes (max-body-bytes).");
        }
    }

    public void Dispose()
    {
        budget.Give(_bytes.Length);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, _length) = ([], 0);
    }

    private static Stream Unpacked(Stream body, string? contentEncoding) => contentEncoding?.Trim().ToUpperInvariant() switch
    {
        null or "" or "IDENTITY" => body,
        "GZIP" or "X-GZIP" => new GZipStream(body, CompressionMode.Decompress),
        "DEFLATE" => new ZLibStream(body, CompressionMode.Decompress),
        "BR" => new BrotliStream(body, CompressionMode.Decompress),
        _ => throw new RefusedException(415, $"The Content-Encoding {contentEncoding} is not known: gzip, deflate and br are."),
    };

    private void Grow(long size)
    {
        if (!budget.TryTake(size - _bytes.Length))
            throw new RefusedException(503, "Too many large requests at a time. Please come again.");
        var larger = ArrayPool<byte>.Shared.Rent((int)size);
        budget.Give(size - larger.Length);
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}

/// <summary>A request that is not served: the status that the client gets, and why.</summary>
internal sealed class RefusedException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}

/// <summary>How much memory bodies may take: one, and all at a time. Safe for concurrent calls.</summary>
/// <param name="longest">The longest body, in bytes.</param>
internal sealed class BodyBudget(long longest)
{
    private const int LongestAtATime = 4;

    private long _left = longest * LongestAtATime;

    public long Longest => longest;

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _left, -bytes) >= 0)
            return true;
        Interlocked.Add(ref _left, bytes);
        return false;
    }

    /// <summary>Gives back, or takes what was already rented.</summary>
    public void Give(long bytes) => Interlocked.Add(ref _left, bytes);
}
