using System.Text;
using FlumePlug.Sdk;

namespace FlumePlug.Files.Deserializers;

/// <summary>Makes text that is UTF-8 the body of an event in another charset, as Java's <c>getBytes</c> does.</summary>
internal sealed class BodyCharset(Charset charset)
{
    public void Add(EventBatch batch, ReadOnlySpan<byte> text)
    {
        if (charset.IsUtf8)
            batch.AddCopy(Headers.Empty, text);
        else
            batch.AddCopy(Headers.Empty, [.. charset.Mark.Span, .. charset.Encode(Encoding.UTF8.GetString(text))]);
    }
}
