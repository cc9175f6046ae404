using System.Globalization;
using System.Text.RegularExpressions;

namespace FlumePlug.Core.Plugins.Describe;

/// <summary>How descriptions speak of options.</summary>
public static partial class OptionWords
{
    /// <summary>What its text means: whole number, one of A, B, list of text.</summary>
    public static string TypeOf(OptionDescription option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return option.Shape switch
        {
            OptionShape.List => $"list of {ValueOf(option)}",
            OptionShape.Prefix => "any name under it",
            _ => ValueOf(option),
        };
    }

    /// <summary>The default as a user would write it: required, none, or the text.</summary>
    public static string DefaultOf(OptionDescription option)
    {
        ArgumentNullException.ThrowIfNull(option);
        return option.Default ?? (option.Required ? "required" : "-");
    }

    /// <summary>What limits the value, and how a list is separated; empty when nothing does.</summary>
    public static string LimitsOf(OptionDescription option)
    {
        ArgumentNullException.ThrowIfNull(option);
        var limits = option.Limits;
        var words = new List<string>();
        if (OptionLimitsCheck.Range(limits) is { Length: > 0 } range)
            words.Add(range);
        if (limits.Allowed.Count > 0)
            words.Add("one of " + string.Join(", ", limits.Allowed));
        if (limits.Pattern is { } pattern)
            words.Add("matches " + pattern);
        if (limits.LeastLength is not null || limits.MostLength is not null)
            words.Add("length " + OptionLimitsCheck.Length(limits));
        if (option is { Shape: OptionShape.List, Separator: { } separator })
            words.Add($"separated by '{separator}'");
        return string.Join("; ", words);
    }

    private static string ValueOf(OptionDescription option) => option.Value switch
    {
        OptionValue.Text => "text",
        OptionValue.Boolean => "true or false",
        OptionValue.WholeNumber or OptionValue.LongNumber => "whole number",
        OptionValue.RealNumber => "number",
        OptionValue.Enum => "one of " + string.Join(", ", option.EnumValues),
        _ => OfClass(option.ValueClass[(option.ValueClass.LastIndexOfAny(['.', '+']) + 1)..].Split('`')[0]),
    };

    /// <summary>What a class of values is called: JavaPattern is a Java pattern.</summary>
    internal static string OfClass(string name) =>
        Word().Replace(name, word => (word.Value is "Java" || word.Length > 1 && char.IsUpper(word.Value[1]) ? word.Value : word.Value.ToLowerInvariant()) + " ").TrimEnd();

    [GeneratedRegex("[A-Z]{2,}(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+")]
    private static partial Regex Word();

    /// <summary>A number in JSON where the text is one.</summary>
    internal static bool IsNumber(OptionDescription option, out double number)
    {
        number = 0;
        return option.Shape == OptionShape.One
            && option.Value is OptionValue.WholeNumber or OptionValue.LongNumber or OptionValue.RealNumber
            && double.TryParse(option.Default, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
    }
}
