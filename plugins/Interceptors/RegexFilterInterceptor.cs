using System.Text.RegularExpressions;
using FlumePlug.Interceptors.Matching;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Interceptors;

/// <summary>Options of <see cref="RegexFilterInterceptor"/>.</summary>
public sealed class RegexFilterOptions
{
    /// <summary>What is searched.</summary>
    [Option("regex", Default = Everything, Summary = "Java pattern, searched anywhere in the body.")]
    public required JavaPattern Regex { get; init; }

    /// <summary>Whether matches are dropped, not kept.</summary>
    [Option("excludeEvents", Default = false, Summary = "Drop the events that match; otherwise the ones that do not.")]
    public bool ExcludeEvents { get; init; }

    internal const string Everything = ".*";
}

/// <summary>Keeps or drops events by a pattern that is searched in the body, read as UTF-8.</summary>
[Interceptor("regex_filter",
    Aliases =
    [
        "org.apache.flume.interceptor.RegexFilteringInterceptor$Builder",
        "org.apache.flume.interceptor.RegexFilteringInterceptor",
    ],
    Summary = "Keeps or drops events by a pattern searched in the body.")]
public sealed class RegexFilterInterceptor(RegexFilterOptions options) : IInterceptor
{
    private readonly JavaPattern _pattern = PatternText.Compiled(options.Regex);
    private readonly ByteSearch? _bytes = ByteSearch.For(options.Regex);
    private readonly bool _matchesAll = options.Regex.Pattern is RegexFilterOptions.Everything;

    /// <inheritdoc/>
    /// <exception cref="ChannelException">A match ran beyond its time limit.</exception>
    public ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        try
        {
            Filter(batch);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw PatternTimeout.Refusal(_pattern, e);
        }
        return ValueTask.CompletedTask;
    }

    // Bodies of one batch that are the same memory are the same text, so that one search answers for all of them.
    private void Filter(EventBatch batch)
    {
        var last = ReadOnlyMemory<byte>.Empty;
        var drops = false;
        for (var i = 0; i < batch.Count; i++)
        {
            var body = batch[i].Body;
            if (i == 0 || !body.Equals(last))
                (last, drops) = (body, Matches(batch, i, body) == options.ExcludeEvents);
            if (drops)
                batch.Drop(i);
        }
    }

    private bool Matches(EventBatch batch, int index, ReadOnlyMemory<byte> body)
    {
        if (_matchesAll)
            return true;
        var found = _bytes?.Find(body.Span, out _, out _) ?? Found.Unknown;
        return found == Found.Yes || (found == Found.Unknown && _pattern.Regex.IsMatch(batch.Text(index)));
    }
}
