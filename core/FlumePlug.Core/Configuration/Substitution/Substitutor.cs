using System.Text;

namespace FlumePlug.Core.Configuration.Substitution;

/// <summary>A part of a value that did not resolve and stays as it is written.</summary>
/// <param name="Expression">The whole <c>${...}</c>.</param>
/// <param name="Reason">What went wrong; null when there simply is no such name.</param>
internal sealed record Unresolved(string Expression, string? Reason);

/// <summary>A value with its variables replaced.</summary>
internal sealed record Substituted(string Text, IReadOnlyList<Unresolved> Unresolved);

/// <summary>A variable that exists but cannot be read, such as a date with a bad pattern.</summary>
internal sealed class LookupException(string message) : Exception(message);

/// <summary>
/// Replaces <c>${name}</c> and <c>${name:-default}</c> as Apache Commons Text's StringSubstitutor does with variables in
/// names switched on: values are substituted again, <c>$${</c> yields <c>${</c>, an expression without an end stays.
/// </summary>
/// <param name="lookup">
/// The value of a name, or null. The second argument is the property whose value is being read when the name is its own:
/// it cannot be defined by itself, so that <c>HOME = ${HOME}</c> and <c>port = ${port:-1}</c> mean what they seem to.
/// </param>
internal sealed class Substitutor(Func<string, string?, string?> lookup)
{
    // Each guards against a few lines that would expand for ever.
    private const int MaxExpansions = 10_000;
    private const int MaxDepth = 100;
    private const int MaxLength = 1024 * 1024;

    private readonly List<string> _expanding = [];
    private readonly List<Unresolved> _unresolved = [];
    private int _expansions;
    private int _nesting;

    /// <summary>Substitutes the value of a property. Never throws for what the value says.</summary>
    public Substituted Replace(string property, string value)
    {
        if (!value.Contains("${", StringComparison.Ordinal)) return new Substituted(value, []);
        _expanding.Clear();
        _expanding.Add(property);
        _unresolved.Clear();
        _expansions = _nesting = 0;
        try
        {
            return new Substituted(Expand(value, report: true), [.. _unresolved]);
        }
        catch (LookupException e)
        {
            return new Substituted(value, [new Unresolved(value, e.Message)]);
        }
    }

    private string Expand(string text, bool report)
    {
        var output = new StringBuilder();
        for (var position = 0; ;)
        {
            var open = text.IndexOf("${", position, StringComparison.Ordinal);
            var end = open < 0 ? -1 : EndOf(text, open);
            if (end < 0) return output.Append(text, position, text.Length - position).ToString();
            output.Append(text, position, open - position);
            if (output.Length > 0 && output[^1] == '$')
            {
                output.Append('{');
                position = open + 2;
                continue;
            }
            output.Append(Resolve(text[open..end], report));
            if (output.Length > MaxLength) throw new LookupException("grows without end");
            position = end;
        }
    }

    /// <summary>The place after the matching brace, or -1.</summary>
    private static int EndOf(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '$' && i + 1 < text.Length && text[i + 1] == '{')
            {
                depth++;
                i++;
            }
            else if (text[i] == '}' && --depth == 0)
            {
                return i + 1;
            }
        }
        return -1;
    }

    private string Resolve(string expression, bool report)
    {
        if (++_expansions > MaxExpansions || ++_nesting > MaxDepth) throw new LookupException("has too many variables");
        var name = Expand(expression[2..^1], report: false);
        _nesting--;
        string? fallback = null;
        if (name.IndexOf(":-", StringComparison.Ordinal) is >= 0 and var delimiter)
            (name, fallback) = (name[..delimiter], name[(delimiter + 2)..]);

        var own = _expanding[^1] == name;
        if ((!own && _expanding.Contains(name)) || _expanding.Count > MaxDepth)
        {
            var loop = string.Join(" -> ", _expanding.SkipWhile(outer => outer != name).Take(10));
            throw new LookupException($"Infinite loop in property interpolation of {loop} -> {name}");
        }

        string? value;
        try
        {
            value = lookup(name, own ? name : null) ?? fallback;
        }
        catch (LookupException e)
        {
            if (report) _unresolved.Add(new Unresolved(expression, e.Message));
            return expression;
        }
        if (value is null)
        {
            if (report) _unresolved.Add(new Unresolved(expression, null));
            return expression;
        }
        _expanding.Add(name);
        var expanded = Expand(value, report);
        _expanding.RemoveAt(_expanding.Count - 1);
        return expanded;
    }
}
