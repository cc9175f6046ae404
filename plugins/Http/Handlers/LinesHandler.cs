using FlumePlug.Sdk;

namespace FlumePlug.Http.Handlers;

/// <summary>Ours: every line of the body is an event; empty lines are none. Parameters become headers of each.</summary>
[HttpHandler("lines", Summary = "Every line of the body is an event; parameters become headers. FlumePlug's own, not in Flume.")]
public sealed class LinesHandler : IHttpHandler
{
    /// <inheritdoc/>
    public void Read(HttpRequestContent request, EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(batch);
        var headers = Headers.From(request.Parameters);
        var text = Contiguous.Of(request.Body).Span;
        var body = batch.Rent(text.Length);
        text.CopyTo(body.Span);
        foreach (var range in text.Split((byte)'\n'))
        {
            var (start, length) = range.GetOffsetAndLength(text.Length);
            if (length > 0 && text[start + length - 1] == '\r')
                length--;
            if (length > 0)
                batch.Add(headers, body.Slice(start, length));
        }
    }
}
