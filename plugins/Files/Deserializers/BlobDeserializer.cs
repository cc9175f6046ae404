using System.Buffers;
using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Deserializers;

/// <summary>Options of <see cref="BlobDeserializer"/>.</summary>
public sealed class BlobDeserializerOptions
{
    /// <summary>The most bytes of one event.</summary>
    [Option("maxBlobLength", Default = 100_000_000, Unit = "bytes",
        Summary = "The most bytes of one event; what a file has beyond becomes further events.")]
    [Range(1, 1_000_000_000)]
    public int MaxBlobLength { get; init; }
}

/// <summary>One event per file (Flume's BlobDeserializer): its bytes as they are, in memory while they are read.</summary>
[Deserializer("BlobDeserializer", Aliases = ["org.apache.flume.sink.solr.morphline.BlobDeserializer$Builder"],
    Summary = "The whole file is one event.")]
public sealed class BlobDeserializer(BlobDeserializerOptions options, ComponentContext context) : IEventDeserializer
{
    /// <inheritdoc/>
    public SequencePosition Read(ReadOnlySequence<byte> bytes, bool ended, EventBatch batch, int max)
    {
        ArgumentNullException.ThrowIfNull(batch);
        long used = 0;
        for (var read = 0; read < max; read++)
        {
            var length = (int)Math.Min(options.MaxBlobLength, bytes.Length - used);
            if (length == 0 || (length < options.MaxBlobLength && !ended))
                break;
            if (length == options.MaxBlobLength)
                context.Problems.Report(
                    $"File length exceeds maxBlobLength ({options.MaxBlobLength}), truncating BLOB event!", level: LogLevel.Warning);
            var body = batch.Rent(length);
            bytes.Slice(used, length).CopyTo(body.Span);
            batch.Add(Headers.Empty, body);
            used += length;
        }
        return bytes.GetPosition(used);
    }
}
