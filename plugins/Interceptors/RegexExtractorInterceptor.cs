using System.Text;
using System.Text.RegularExpressions;
using FlumePlug.Interceptors.Extracting;
using FlumePlug.Interceptors.Matching;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Interceptors;

/// <summary>Options of <see cref="RegexExtractorInterceptor"/>.</summary>
public sealed class RegexExtractorOptions
{
    /// <summary>What is searched.</summary>
    [Option("regex", Required = true, Summary = "Java pattern, searched anywhere in the body.")]
    public required JavaPattern Regex { get; init; }

    /// <summary>What becomes of each group.</summary>
    [Slot("serializers", Required = true, Default = "default", OwnerOptions = [NameOption],
        Summary = "One serializer per group, in order; serializers.S.name is the header that receives the group.")]
    public required IReadOnlyList<Slot<IExtractorSerializer>> Serializers { get; init; }

    internal const string NameOption = "name";
}

/// <summary>Copies the groups of a pattern's first match in the body, read as UTF-8, to headers.</summary>
/// <remarks>Groups beyond the serializers are ignored; a header that is there is replaced.</remarks>
[Interceptor("regex_extractor",
    Aliases =
    [
        "org.apache.flume.interceptor.RegexExtractorInterceptor$Builder",
        "org.apache.flume.interceptor.RegexExtractorInterceptor",
    ],
    Summary = "Copies the groups of a pattern's first match in the body to headers.")]
public sealed class RegexExtractorInterceptor : IInterceptor
{
    private readonly JavaPattern _pattern;
    private readonly GroupBounds? _bounds;
    private readonly ByteSearch? _bytes;
    private readonly ExtractedHeader[] _headers;
    private ExtractionMemo? _spare;

    /// <summary>Builds the serializers.</summary>
    public RegexExtractorInterceptor(RegexExtractorOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        if (options.Regex.Pattern.Length == 0)
            throw new ConfigurationException("Must supply a valid regex string");
        _pattern = PatternText.Compiled(options.Regex);
        _headers = [.. options.Serializers.Select(slot => HeaderOf(slot, context)).Take(_pattern.GroupCount)];
        _bounds = _headers.Length == 1 ? GroupBounds.Of(_pattern) : null;
        _bytes = _bounds is { IsWholeMatch: true } ? ByteSearch.For(_pattern) : null;
    }

    /// <inheritdoc/>
    /// <exception cref="ChannelException">A match ran beyond its time limit.</exception>
    public ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var memo = Interlocked.Exchange(ref _spare, null) ?? new ExtractionMemo(_headers);
        try
        {
            Extract(batch, memo);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw PatternTimeout.Refusal(_pattern, e);
        }
        finally
        {
            memo.Clear();
            Volatile.Write(ref _spare, memo);
        }
        return ValueTask.CompletedTask;
    }

    private static ExtractedHeader HeaderOf(Slot<IExtractorSerializer> slot, ComponentContext context) =>
        slot.Options.GetValueOrDefault(RegexExtractorOptions.NameOption) is { Length: > 0 } name
            ? new ExtractedHeader(name, context.Create(slot))
            : throw new ConfigurationException($"serializers.{slot.Name}.name: Supplied name cannot be empty.");

    // Events of one batch with the same memory and the same headers get the same result.
    private void Extract(EventBatch batch, ExtractionMemo memo)
    {
        var lastBody = ReadOnlyMemory<byte>.Empty;
        Headers? before = null;
        Headers? after = null;
        for (var i = 0; i < batch.Count; i++)
        {
            var (body, headers) = (batch[i].Body, batch[i].Headers);
            if (!ReferenceEquals(headers, before) || !body.Equals(lastBody))
            {
                (lastBody, before) = (body, headers);
                after = _bounds is null ? AddGroups(batch.Text(i), headers, memo) : AddGroup(batch, i, _bounds, memo);
            }
            if (!ReferenceEquals(headers, after))
                batch.SetHeaders(i, after!);
        }
    }

    private Headers AddGroup(EventBatch batch, int index, GroupBounds bounds, ExtractionMemo memo)
    {
        var headers = batch[index].Headers;
        if (_bytes is not null)
        {
            var body = batch[index].Body.Span;
            var found = _bytes.Find(body, out var start, out var length);
            if (found == Found.No)
                return headers;
            if (found == Found.Yes && length <= memo.Characters.Length)
            {
                var characters = Encoding.UTF8.GetChars(body.Slice(start, length), memo.Characters);
                return memo.With(headers, 0, memo.Characters.AsSpan(0, characters), matched: true);
            }
        }
        var text = batch.Text(index);
        foreach (var match in _pattern.Regex.EnumerateMatches(text))
            return memo.With(headers, 0, bounds.Slice(text.Slice(match.Index, match.Length)), matched: true);
        return headers;
    }

    private Headers AddGroups(ReadOnlySpan<char> text, Headers headers, ExtractionMemo memo)
    {
        var match = _pattern.Regex.Match(text.ToString());
        if (match.Success)
        {
            var groups = match.Groups;
            for (var header = 0; header < _headers.Length; header++)
            {
                var group = groups[header + 1];
                headers = memo.With(headers, header, group.ValueSpan, group.Success);
            }
        }
        return headers;
    }
}
