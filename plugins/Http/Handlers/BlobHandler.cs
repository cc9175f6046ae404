using System.Buffers;
using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Http.Handlers;

/// <summary>What a <see cref="BlobHandler"/> can be told.</summary>
public sealed class BlobHandlerOptions
{
    /// <summary>The longest body.</summary>
    [Option("maxBlobLength", Default = 100_000_000, Unit = "bytes", Summary = "Longest body; a longer one is cut.")]
    [Range(1, int.MaxValue)]
    public int MaxBlobLength { get; init; }
}

/// <summary>
/// The whole request is one event; its parameters and its Content-Type become headers (Flume's BlobHandler of the morphline module).
/// </summary>
[HttpHandler("blob", Aliases = ["org.apache.flume.sink.solr.morphline.BlobHandler"],
    Summary = "The whole body is one event; parameters and Content-Type become headers.")]
public sealed class BlobHandler(BlobHandlerOptions options, ComponentContext context) : IHttpHandler
{
    /// <inheritdoc/>
    public void Read(HttpRequestContent request, EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(batch);
        var body = request.Body;
        // As in Flume also for a body that is exactly as long: it does not look further.
        if (body.Length >= options.MaxBlobLength)
        {
            context.Problems.Report($"Request length exceeds maxBlobLength ({options.MaxBlobLength}), truncating BLOB event!", level: LogLevel.Warning);
            body = body.Slice(0, options.MaxBlobLength);
        }
        var headers = request.ContentType is null ? Headers.Empty : Headers.Empty.With("Content-Type", request.ContentType);
        foreach (var (name, value) in request.Parameters)
            headers = headers.With(name, value);
        batch.AddCopy(headers, Contiguous.Of(body).Span);
    }
}
