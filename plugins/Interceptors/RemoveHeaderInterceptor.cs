using System.Text.RegularExpressions;
using FlumePlug.Interceptors.Matching;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Interceptors;

/// <summary>Options of <see cref="RemoveHeaderInterceptor"/>.</summary>
public sealed class RemoveHeaderOptions
{
    /// <summary>The name of a header to remove.</summary>
    [Option("withName", Summary = "The exact name of a header to remove.")]
    public string? WithName { get; init; }

    /// <summary>Names of headers to remove.</summary>
    [Option("fromList", Summary = "Names of headers to remove, separated by fromListSeparator.")]
    public string? FromList { get; init; }

    /// <summary>What separates the names.</summary>
    [Option("fromListSeparator", Default = @"\s*,\s*", Summary = "Java pattern of what separates the names of fromList.")]
    public required JavaPattern FromListSeparator { get; init; }

    /// <summary>Names by pattern.</summary>
    [Option("matching", Summary = "Java pattern; headers whose whole name it matches are removed.")]
    public JavaPattern? Matching { get; init; }
}

/// <summary>Removes headers by name, from a list of names, and by a pattern of their names.</summary>
[Interceptor("remove_header",
    Aliases =
    [
        "org.apache.flume.interceptor.RemoveHeaderInterceptor$Builder",
        "org.apache.flume.interceptor.RemoveHeaderInterceptor",
    ],
    Summary = "Removes headers by name, from a list, or by a pattern of their names.")]
public sealed class RemoveHeaderInterceptor : IInterceptor
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly JavaPattern? _matching;

    /// <summary>Splits the list.</summary>
    public RemoveHeaderInterceptor(RemoveHeaderOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        _matching = options.Matching;
        if (options.WithName is not null)
            _names.Add(options.WithName);
        if (options.FromList is not null)
            _names.UnionWith(PatternText.Split(options.FromList, options.FromListSeparator));
        if (_names.Count == 0 && _matching is null)
            context.Logger.LogWarning("It removes nothing: give withName, fromList or matching.");
    }

    /// <inheritdoc/>
    /// <exception cref="ChannelException">A match ran beyond its time limit.</exception>
    public ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Headers? before = null;
        Headers? after = null;
        for (var i = 0; i < batch.Count; i++)
        {
            var headers = batch[i].Headers;
            if (!ReferenceEquals(headers, before))
                (before, after) = (headers, Remove(headers));
            if (!ReferenceEquals(headers, after))
                batch.SetHeaders(i, after!);
        }
        return ValueTask.CompletedTask;
    }

    private Headers Remove(Headers headers)
    {
        var left = headers;
        foreach (var (name, _) in headers.AsSpan())
            if (_names.Contains(name) || Matches(name))
                left = left.Without(name);
        return left;
    }

    private bool Matches(string name)
    {
        try
        {
            return _matching is not null && _matching.Matches(name);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw PatternTimeout.Refusal(_matching!, e);
        }
    }
}
