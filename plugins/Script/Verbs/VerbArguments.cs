using System.Globalization;
using FlumePlug.Script.Verbs.Trying;

namespace FlumePlug.Script.Verbs;

/// <summary>Arguments as <c>VALUE --option VALUE --option=VALUE --flag</c>, in any order.</summary>
internal sealed class VerbArguments
{
    private readonly List<(string Option, string Value)> _options = [];
    private readonly List<string> _values = [];

    /// <exception cref="FormatException">An option is unknown or has no value.</exception>
    public VerbArguments(IEnumerable<string> arguments, string[] options, string[] flags)
    {
        using var next = arguments.GetEnumerator();
        while (next.MoveNext())
        {
            if (!next.Current.StartsWith("--", StringComparison.Ordinal))
            {
                _values.Add(next.Current);
                continue;
            }
            var parts = next.Current[2..].Split('=', 2);
            if (flags.Contains(parts[0]))
                _options.Add((parts[0], "true"));
            else if (!options.Contains(parts[0]))
                throw new FormatException($"unknown option --{parts[0]}; flumeplug script --help lists them");
            else if (parts.Length == 2)
                _options.Add((parts[0], parts[1]));
            else
                _options.Add((parts[0], next.MoveNext() ? next.Current : throw new FormatException($"--{parts[0]} needs a value")));
        }
    }

    /// <summary>What stands without an option.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>The last value of an option; null: it was not given.</summary>
    public string? this[string option] => _options.FindLast(given => given.Option == option).Value;

    /// <summary>The one value that must be there.</summary>
    public string Single(string what) => _values is [var one] ? one : throw new FormatException($"give one {what}");

    /// <summary>How a script is to be run.</summary>
    public TrySetting Setting(string file) => new(Path.GetFullPath(file))
    {
        Params = Params,
        TimeoutMs = this["timeout"] is { } text ? WholeNumber("timeout", text) : TrySetting.DefaultTimeoutMs,
        Channels = Names("channels"),
        Default = Names("default"),
    };

    /// <summary>The values of <c>--param NAME=VALUE</c>.</summary>
    public IReadOnlyDictionary<string, string> Params => _options.Where(given => given.Option == "param")
        .Select(given => given.Value.Split('=', 2)).ToDictionary(
            parts => parts.Length == 2 ? parts[0] : throw new FormatException($"--param {parts[0]}: write NAME=VALUE"), parts => parts[1]);

    /// <summary>A whole number above 0.</summary>
    public static int WholeNumber(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : throw new FormatException($"--{option} {text} is no whole number above 0");

    private string[] Names(string option) => this[option]?.Split((char[]?)[' ', ','], StringSplitOptions.RemoveEmptyEntries) ?? [];
}
