namespace FlumePlug.FileChannel.Tools;

/// <summary>Arguments as <c>VALUE --option VALUE --option=VALUE --flag</c>, in any order.</summary>
internal sealed class ToolArguments
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly List<string> _values = [];

    /// <param name="arguments">What stands behind the word.</param>
    /// <param name="knows">Whether an option is known; null: it is not, false: it takes no value.</param>
    /// <exception cref="InvalidDataException">An option is unknown or has no value.</exception>
    public ToolArguments(IEnumerable<string> arguments, Func<string, bool?> knows)
    {
        using var next = arguments.GetEnumerator();
        while (next.MoveNext())
        {
            if (!next.Current.StartsWith('-') || next.Current.Length == 1)
            {
                _values.Add(next.Current);
                continue;
            }
            var parts = next.Current.TrimStart('-').Split('=', 2);
            if (knows(parts[0]) is not { } takesValue)
                throw new InvalidDataException($"unknown option {next.Current}; --help lists them");
            if (!takesValue)
                _options[parts[0]] = "";
            else if (parts.Length == 2)
                _options[parts[0]] = parts[1];
            else
                _options[parts[0]] = next.MoveNext() ? next.Current : throw new InvalidDataException($"--{parts[0]} needs a value");
        }
    }

    /// <summary>What stands without an option.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>The value of an option; null: it was not given.</summary>
    public string? this[string option] => _options.GetValueOrDefault(option);

    public bool Has(string flag) => _options.ContainsKey(flag);

    /// <summary>The options below a prefix, without it.</summary>
    public IReadOnlyDictionary<string, string> Below(string prefix) => _options
        .Where(option => option.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(option => option.Key[prefix.Length..], option => option.Value);
}
