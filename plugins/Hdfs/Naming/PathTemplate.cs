using System.Text;
using System.Text.RegularExpressions;
using FlumePlug.Sdk;

namespace FlumePlug.Hdfs.Naming;

/// <summary>A directory or prefix with escapes (Flume's BucketPath): <c>%{header}</c>, <c>%[localhost]</c>, <c>%Y</c> and the like.</summary>
internal sealed partial class PathTemplate
{
    private const string HostWords = "localhost|ip|fqdn";

    private readonly List<Part> _parts = [];
    private readonly TimeEscapes _times;

    public PathTemplate(string text, TimeEscapes times)
    {
        _times = times;
        var end = 0;
        foreach (Match tag in Tag().Matches(text))
        {
            _parts.Add(new('\0', text[end..tag.Index]));
            end = tag.Index + tag.Length;
            if (tag.Groups[2].Success)
                _parts.Add(new('{', tag.Groups[2].Value));
            else if (tag.Groups[3].Success)
                _parts.Add(new('\0', HostNames.Of(tag.Groups[3].Value)));
            else
                _parts.Add(new(tag.Groups[1].Value[0], ""));
        }
        _parts.Add(new('\0', text[end..]));
    }

    /// <summary>The headers that it asks for.</summary>
    public IEnumerable<string> Headers => _parts.Where(part => part.Kind == '{').Select(part => part.Text);

    /// <summary>For so many milliseconds, counted from 1970, the text of a time stays the same; 0: it has no time.</summary>
    public long Steady => _parts.Select(part => TimeEscapes.Steady(part.Kind)).Where(steady => steady > 0).DefaultIfEmpty(0).Min();

    /// <summary>The directory below which events choose; null when they choose nothing.</summary>
    public string? Root => _parts.Count == 1 ? null : _parts[0].Text[..(_parts[0].Text.LastIndexOf('/') + 1)].TrimEnd('/');

    /// <summary>The text for an event. A missing header is empty, as in Flume.</summary>
    public string Expand(Headers headers, long millis)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            if (part.Kind == '\0')
                text.Append(part.Text);
            else if (part.Kind == '{')
                text.Append(headers[part.Text]);
            else
                _times.Append(text, part.Kind, millis);
        }
        return text.ToString();
    }

    /// <summary>What a configuration can be told before there are events.</summary>
    public static IEnumerable<OptionError> Check(string option, string text)
    {
        foreach (Match tag in Tag().Matches(text))
            if (tag.Groups[3].Success && !HostWords.Split('|').Contains(tag.Groups[3].Value, StringComparer.OrdinalIgnoreCase))
                yield return new(option, $"The static escape string '{tag.Groups[3].Value}' was provided but does not match any of (localhost,IP,FQDN)");
        if (text.Split('/').Any(name => name is "." or ".."))
            yield return new(option, $"'{text}' has a . or .. as a directory: write the directory that is meant.");
    }

    [GeneratedRegex(@"%([A-Za-z0-9_%])|%\{([A-Za-z0-9_.-]+)\}|%\[([A-Za-z0-9_]+)\]")]
    private static partial Regex Tag();

    // Kind: a letter of time, '{' a header, '\0' text as it is.
    private readonly record struct Part(char Kind, string Text);
}
