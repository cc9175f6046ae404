using System.Text;
using System.Text.Unicode;
using FlumePlug.Sdk;

namespace FlumePlug.Http.Handlers;

/// <summary>
/// Ours: every line of the body is an event as in the array of <see cref="JsonHandler"/>, in UTF-8; empty lines are none. A line that is
/// wrong refuses the request.
/// </summary>
[HttpHandler("ndjson",
    Summary = "Every line is a JSON event: {\"headers\": {\"k\": \"v\"}, \"body\": \"text\"}. FlumePlug's own, not in Flume.")]
public sealed class JsonLinesHandler : IHttpHandler
{
    private readonly ReaderPool _readers = new();

    /// <inheritdoc/>
    public void Read(HttpRequestContent request, EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(batch);
        var text = Contiguous.Of(request.Body).Span;
        if (!Utf8.IsValid(text))
            text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
        var reader = _readers.Take();
        var number = 0;
        foreach (var range in text.Split((byte)'\n'))
        {
            number++;
            var line = text[range].Trim(" \t\r"u8);
            if (line.IsEmpty)
                continue;
            try
            {
                reader.ReadOne(line, batch);
            }
            catch (Exception wrong) when (wrong is FormatException or InvalidDataException)
            {
                throw new FormatException($"Line {number}: {wrong.Message}", wrong);
            }
        }
        _readers.Return(reader);
    }
}
