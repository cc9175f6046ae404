using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using FlumePlug.Interceptors.Matching;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Interceptors;

/// <summary>Options of <see cref="SearchReplaceInterceptor"/>.</summary>
public sealed class SearchReplaceOptions
{
    /// <summary>What is searched.</summary>
    [Option("searchPattern", Required = true, Summary = "Java pattern; every match in the body is replaced.")]
    public required JavaPattern SearchPattern { get; init; }

    /// <summary>What stands there instead.</summary>
    [Option("replaceString", Default = "", Summary = "What stands there instead; $1 and ${name} are groups, a backslash quotes.")]
    public required string ReplaceString { get; init; }

    /// <summary>The charset of bodies.</summary>
    [Option("charset", Default = "UTF-8", Summary = "Charset of the bodies.")]
    public required Charset Charset { get; init; }
}

/// <summary>Replaces every match of a pattern in the body, as Java's replaceAll.</summary>
/// <remarks>
/// As in Flume, a body that is not well-formed in the charset is written anew even without a match: what could not be decoded
/// is then the charset's replacement.
/// </remarks>
[Interceptor("search_replace",
    Aliases =
    [
        "org.apache.flume.interceptor.SearchAndReplaceInterceptor$Builder",
        "org.apache.flume.interceptor.SearchAndReplaceInterceptor",
    ],
    Summary = "Replaces every match of a pattern in the body.")]
public sealed class SearchReplaceInterceptor : IInterceptor
{
    private const int LargestKept = 1024 * 1024;

    // Half a surrogate pair becomes a question mark, as in Java.
    private static readonly Encoding JavaUtf8 =
        Encoding.GetEncoding("utf-8", new EncoderReplacementFallback("?"), DecoderFallback.ReplacementFallback);

    private readonly JavaPattern _pattern;
    private readonly JavaReplacement _replacement;
    private readonly Charset _charset;
    private ArrayBufferWriter<char>? _spare;

    /// <summary>Reads the replacement, so that a wrong group is found before an event is.</summary>
    public SearchReplaceInterceptor(SearchReplaceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.SearchPattern.Pattern.Length == 0)
            throw new ConfigurationException("Must supply a valid search pattern searchPattern (may not be empty)");
        _pattern = PatternText.Compiled(options.SearchPattern);
        _charset = options.Charset;
        try
        {
            _replacement = JavaReplacement.Parse(options.ReplaceString, _pattern);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"replaceString = {options.ReplaceString}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ChannelException">A match ran beyond its time limit.</exception>
    public ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var writer = Interlocked.Exchange(ref _spare, null) ?? new ArrayBufferWriter<char>();
        try
        {
            ReplaceAll(batch, writer);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw PatternTimeout.Refusal(_pattern, e);
        }
        if (writer.Capacity <= LargestKept)
            Volatile.Write(ref _spare, writer);
        return ValueTask.CompletedTask;
    }

    // Events of one batch whose bodies are the same memory share the new body too.
    private void ReplaceAll(EventBatch batch, ArrayBufferWriter<char> writer)
    {
        var before = ReadOnlyMemory<byte>.Empty;
        var after = before;
        for (var i = 0; i < batch.Count; i++)
        {
            var body = batch[i].Body;
            if (i == 0 || !body.Equals(before))
                (before, after) = (body, Replaced(batch, i, writer));
            if (!body.Equals(after))
                batch.SetBody(i, after);
        }
    }

    private ReadOnlyMemory<byte> Replaced(EventBatch batch, int index, ArrayBufferWriter<char> writer)
    {
        var body = batch[index].Body;
        var text = _charset.IsUtf8 ? batch.Text(index) : _charset.Decode(body.Span);
        writer.ResetWrittenCount();
        if (!_replacement.TryReplaceAll(text, writer))
        {
            if (_charset.IsUtf8 && Utf8.IsValid(body.Span))
                return body;
            writer.Write(text);
        }
        return _charset.IsUtf8 ? Utf8Of(writer.WrittenSpan, batch) : InCharset(writer.WrittenSpan);
    }

    private static ReadOnlyMemory<byte> Utf8Of(ReadOnlySpan<char> text, EventBatch batch)
    {
        var bytes = batch.Rent(JavaUtf8.GetByteCount(text));
        JavaUtf8.GetBytes(text, bytes.Span);
        return bytes;
    }

    // As String.getBytes(charset), which begins with the charset's mark where it has one.
    private byte[] InCharset(ReadOnlySpan<char> text) =>
        text.IsEmpty ? [] : [.. _charset.Mark.Span, .. _charset.Encode(text.ToString())];
}
