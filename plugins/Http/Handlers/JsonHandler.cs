using System.Buffers;
using System.Text;
using System.Text.Unicode;
using FlumePlug.Http.Json;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Http.Handlers;

/// <summary>
/// The body is a JSON array of events, <c>[{"headers": {"k": "v"}, "body": "text"}]</c>, in UTF-8, UTF-16 or UTF-32; bodies become bytes of
/// the same charset (Flume's JSONHandler).
/// </summary>
[HttpHandler("json", Aliases = ["org.apache.flume.source.http.JSONHandler"],
    Summary = "A JSON array of events: [{\"headers\": {\"k\": \"v\"}, \"body\": \"text\"}].")]
public sealed class JsonHandler : IHttpHandler
{
    private readonly ReaderPool _readers = new();

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Another charset.</exception>
    /// <exception cref="InvalidDataException">There is nothing where an event is expected.</exception>
    public void Read(HttpRequestContent request, EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(batch);
        var encoding = EncodingOf(ContentTypes.CharsetOf(request.ContentType));
        var bytes = Contiguous.Of(request.Body);
        var reader = _readers.Take();
        reader.ReadArray(ToUtf8(bytes.Span, encoding), encoding == JavaCharset.Utf8 ? null : encoding, batch);
        _readers.Return(reader);
    }

    private static Encoding EncodingOf(string? charset) => charset?.ToUpperInvariant() switch
    {
        null or "UTF-8" => JavaCharset.Utf8,
        "UTF-16" or "UTF-32" => JavaCharset.Find(charset)!,
        _ => throw new NotSupportedException("JSON handler supports UTF-8, UTF-16 and UTF-32 only."),
    };

    // What is not text becomes U+FFFD.
    private static ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> bytes, Encoding encoding) =>
        encoding == JavaCharset.Utf8 && Utf8.IsValid(bytes) ? bytes : Encoding.UTF8.GetBytes(encoding.GetString(bytes));
}
