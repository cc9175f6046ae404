using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FlumePlug.Script;

/// <summary>
/// The parameters of a script, as the configuration gives them: <c>params.limit = 5</c>. Those that a script asks for by a name
/// written in it are checked when the configuration is; what is asked with a default may be missing.
/// </summary>
[SuppressMessage("Naming", "CA1720", Justification = "Scripts should read well.")]
public sealed class Parameters
{
    private readonly IReadOnlyDictionary<string, string> _values;

    internal Parameters(IReadOnlyDictionary<string, string> values) => _values = values;

    /// <summary>The text of a parameter.</summary>
    /// <exception cref="KeyNotFoundException">It is missing.</exception>
    public string this[string name] => _values.TryGetValue(name, out var value) ? value : throw new KeyNotFoundException(Missing(name));

    /// <summary>Whether the parameter is given.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The text of a parameter, or a default.</summary>
    public string Get(string name, string missing) => _values.GetValueOrDefault(name, missing);

    /// <summary>A whole number.</summary>
    public long Int(string name) => (long)Read(ParameterKind.Int, name);

    /// <summary>A whole number, or a default.</summary>
    public long Int(string name, long missing) => Has(name) ? Int(name) : missing;

    /// <summary>A number.</summary>
    public double Number(string name) => (double)Read(ParameterKind.Number, name);

    /// <summary>A number, or a default.</summary>
    public double Number(string name, double missing) => Has(name) ? Number(name) : missing;

    /// <summary>A boolean: true or false.</summary>
    public bool Bool(string name) => (bool)Read(ParameterKind.Bool, name);

    /// <summary>A boolean, or a default.</summary>
    public bool Bool(string name, bool missing) => Has(name) ? Bool(name) : missing;

    /// <summary>What is wrong with a use of a parameter that was found in a script; null: nothing.</summary>
    internal string? Check(ParameterUse use) =>
        !_values.TryGetValue(use.Name, out var text) ? use.HasDefault ? null : Missing(use.Name)
        : Parse(use.Kind, text) is null ? NoValue(use.Kind, use.Name, text) : null;

    private object Read(ParameterKind kind, string name) =>
        Parse(kind, this[name]) ?? throw new FormatException(NoValue(kind, name, this[name]));

    private static object? Parse(ParameterKind kind, string text) => kind switch
    {
        ParameterKind.Int => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        ParameterKind.Number => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
        ParameterKind.Bool => bool.TryParse(text, out var value) ? value : null,
        _ => text,
    };

    private static string Missing(string name) => $"parameter '{name}' is missing: give params.{name}";

    private static string NoValue(ParameterKind kind, string name, string text) =>
        $"'{text}' is no value for params.{name}: it must be a {(kind == ParameterKind.Int ? "whole number" : kind == ParameterKind.Bool ? "boolean" : "number")}";
}
