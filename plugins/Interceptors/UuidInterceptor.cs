using System.Security.Cryptography;
using FlumePlug.Sdk;

namespace FlumePlug.Interceptors;

/// <summary>Options of <see cref="UuidInterceptor"/>.</summary>
public sealed class UuidOptions
{
    /// <summary>The header.</summary>
    [Option("headerName", Default = "id", Summary = "The header to set.")]
    public required string HeaderName { get; init; }

    /// <summary>Whether a value that is there stays.</summary>
    [Option("preserveExisting", Default = true, Summary = "Keep a value that is already there.")]
    public bool PreserveExisting { get; init; }

    /// <summary>Text before the UUID.</summary>
    [Option("prefix", Default = "", Summary = "Text before the UUID.")]
    public required string Prefix { get; init; }
}

/// <summary>Puts a random UUID (version 4) in a header of each event.</summary>
[Interceptor("uuid",
    Aliases =
    [
        "org.apache.flume.sink.solr.morphline.UUIDInterceptor$Builder",
        "org.apache.flume.sink.solr.morphline.UUIDInterceptor",
    ],
    Summary = "Puts a random UUID in a header of each event.")]
public sealed class UuidInterceptor(UuidOptions options) : IInterceptor
{
    // The system is asked for random bytes once per so many events.
    private const int Drawn = 64;
    private const int UuidSize = 16;

    /// <inheritdoc/>
    public ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Span<byte> random = stackalloc byte[Drawn * UuidSize];
        var left = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var headers = batch[i].Headers;
            if (options.PreserveExisting && headers.Contains(options.HeaderName))
                continue;
            if (left == 0)
            {
                left = Math.Min(Drawn, batch.Count - i);
                RandomNumberGenerator.Fill(random[..(left * UuidSize)]);
            }
            var uuid = VersionFour(random.Slice(--left * UuidSize, UuidSize)).ToString();
            batch.SetHeaders(i, headers.With(options.HeaderName, options.Prefix + uuid));
        }
        return ValueTask.CompletedTask;
    }

    private static Guid VersionFour(Span<byte> random)
    {
        random[6] = (byte)((random[6] & 0x0F) | 0x40);
        random[8] = (byte)((random[8] & 0x3F) | 0x80);
        return new Guid(random, bigEndian: true);
    }
}
