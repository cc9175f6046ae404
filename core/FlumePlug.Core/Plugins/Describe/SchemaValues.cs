using System.Text;
using System.Text.Json;

namespace FlumePlug.Core.Plugins.Describe;

/// <summary>Writes the schema of single values. Numbers and booleans may be quoted, and any value may be a ${reference}.</summary>
internal sealed class SchemaValues(Utf8JsonWriter json)
{
    /// <summary>What all options share.</summary>
    public void WriteDefinitions()
    {
        json.WriteStartObject("text");
        WriteTypes("string", "number", "boolean", "null");
        json.WriteEndObject();
        json.WriteStartObject("list");
        AnyOf(() => Reference("text"), () =>
        {
            json.WriteString("type", "array");
            json.WriteStartObject("items");
            Reference("text");
            json.WriteEndObject();
        });
        json.WriteEndObject();
        json.WriteStartObject("reference");
        WritePattern("\\$\\{");
        json.WriteEndObject();
    }

    /// <summary>The value of an option, with its description and default; inside an object that is open.</summary>
    public void WriteOption(OptionDescription option)
    {
        var limits = OptionWords.LimitsOf(option);
        string[] parts = [option.Summary, option.Unit is null ? "" : $"[{option.Unit}]", limits.Length == 0 ? "" : $"({limits})"];
        var description = string.Join(" ", parts.Where(part => part.Length > 0));
        if (description.Length > 0)
            json.WriteString("description", description);
        WriteDefault(option);
        if (option.Shape == OptionShape.List)
            Reference("list");
        else
            WriteValue(option);
    }

    private void WriteValue(OptionDescription option)
    {
        switch (option.Value)
        {
            case OptionValue.Boolean:
                OrReference(() => json.WriteString("type", "boolean"), OneOfAnyCase(["true", "false"]));
                break;
            case OptionValue.WholeNumber or OptionValue.LongNumber:
                OrReference(() => WriteNumber("integer", option.Limits), "^\\s*[+-]?[0-9]+\\s*$");
                break;
            case OptionValue.RealNumber:
                OrReference(() => WriteNumber("number", option.Limits), "^\\s*[+-]?[0-9.]");
                break;
            case OptionValue.Enum:
                OrReference(() => WriteEnum(option.EnumValues), OneOfAnyCase(option.EnumValues));
                break;
            case OptionValue.Text when option.Limits.Allowed.Count > 0:
                AnyOf(() => WriteEnum(option.Limits.Allowed), () => Reference("reference"));
                break;
            default:
                Reference("text");
                break;
        }
    }

    private void OrReference(Action value, string pattern) =>
        AnyOf(value, () => WritePattern(pattern), () => Reference("reference"));

    /// <summary>One of some names in any case, which an editor completes; <c>null</c> unquoted is the name null.</summary>
    public void WriteOneOf(IEnumerable<string> names)
    {
        var all = names.ToList();
        var choices = new List<Action> { () => WriteEnum(all), () => WritePattern(OneOfAnyCase(all)) };
        if (all.Contains("null"))
            choices.Add(() => json.WriteString("type", "null"));
        AnyOf([.. choices]);
    }

    public void Reference(string definition) => json.WriteString("$ref", "#/$defs/" + definition);

    public void AnyOf(params ReadOnlySpan<Action> choices)
    {
        json.WriteStartArray("anyOf");
        foreach (var choice in choices)
        {
            json.WriteStartObject();
            choice();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public void WriteTypes(params ReadOnlySpan<string> types)
    {
        json.WriteStartArray("type");
        foreach (var type in types)
            json.WriteStringValue(type);
        json.WriteEndArray();
    }

    private void WritePattern(string pattern)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", pattern);
    }

    private void WriteEnum(IEnumerable<string> values)
    {
        json.WriteStartArray("enum");
        foreach (var value in values.Distinct())
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private void WriteNumber(string type, OptionLimits limits)
    {
        json.WriteString("type", type);
        if (OptionLimitsCheck.Bound(limits.Least) is { } least)
            json.WriteNumber(limits.LeastIsExcluded ? "exclusiveMinimum" : "minimum", least);
        if (OptionLimitsCheck.Bound(limits.Most) is { } most)
            json.WriteNumber(limits.MostIsExcluded ? "exclusiveMaximum" : "maximum", most);
    }

    private void WriteDefault(OptionDescription option)
    {
        if (option.Default is not { } theDefault)
            return;
        if (option is { Shape: OptionShape.One, Value: OptionValue.LongNumber } && JavaNumbers.TryInt64(theDefault, out var whole))
            json.WriteNumber("default", whole);
        else if (OptionWords.IsNumber(option, out var number))
            json.WriteNumber("default", number);
        else if (option is { Shape: OptionShape.One, Value: OptionValue.Boolean })
            json.WriteBoolean("default", theDefault.Equals("true", StringComparison.OrdinalIgnoreCase));
        else
            json.WriteString("default", theDefault);
    }

    private static string OneOfAnyCase(IEnumerable<string> names) => $"^({string.Join('|', names.Distinct().Select(AnyCase))})$";

    // The patterns of JSON Schema have no option for it.
    private static string AnyCase(string name)
    {
        var pattern = new StringBuilder();
        foreach (var character in name)
        {
            var (lower, upper) = (char.ToLowerInvariant(character), char.ToUpperInvariant(character));
            if (lower != upper)
                pattern.Append('[').Append(lower).Append(upper).Append(']');
            else if (char.IsAsciiLetterOrDigit(character) || character is '_' or '-')
                pattern.Append(character);
            else
                pattern.Append('\\').Append(character);
        }
        return pattern.ToString();
    }
}
