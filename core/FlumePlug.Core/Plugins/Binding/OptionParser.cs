using System.Reflection;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Configuration.Text;
using FlumePlug.Core.Plugins.Describe;

namespace FlumePlug.Core.Plugins;

/// <summary>Turns the text of an option into the value of its property.</summary>
internal static class OptionParser
{
    /// <summary>What became of a text: a value, or what it must be; a note says what Flume makes of it all the same.</summary>
    public readonly record struct Parsed(object? Value, string? MustBe = null, string? Suggestion = null, string? Note = null);

    /// <summary>Refuses an option of a type that no text can become, whether one is given or not.</summary>
    /// <exception cref="PluginException">It is of such a type.</exception>
    public static void Check(OptionDescription option, Type propertyType)
    {
        var type = option.Shape == OptionShape.List ? propertyType.GetGenericArguments()[0] : propertyType;
        if (option.Shape == OptionShape.Prefix ? option.Value != OptionValue.Text
            : option.Value == OptionValue.Parsed && ParseOf(Nullable.GetUnderlyingType(type) ?? type) is null)
            throw new PluginException($"option '{option.Name}' is of {type}, which has no static Parse(string); "
                + "a map is an IReadOnlyDictionary<string, string>");
    }

    /// <summary>Parses the text of an option that is not a prefix.</summary>
    public static Parsed Parse(OptionDescription option, Type propertyType, string text) =>
        option.Shape == OptionShape.List
            ? ParseList(option, propertyType.GetGenericArguments()[0], text)
            : ParseOne(option, Nullable.GetUnderlyingType(propertyType) ?? propertyType, text);

    /// <summary>What the property holds when nothing is given and there is no default; null: leave it.</summary>
    public static object? Empty(OptionDescription option, Type propertyType) => option.Shape switch
    {
        OptionShape.List => Array.CreateInstance(propertyType.GetGenericArguments()[0], 0),
        OptionShape.Prefix => new Dictionary<string, string>(),
        _ => null,
    };

    private static Parsed ParseList(OptionDescription option, Type itemType, string text)
    {
        const StringSplitOptions Clean = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var items = option.Separator is null ? JavaText.Words(text) : text.Split(option.Separator, Clean);
        var values = Array.CreateInstance(itemType, items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            var item = ParseOne(option, Nullable.GetUnderlyingType(itemType) ?? itemType, items[i]);
            if (item.MustBe is not null)
                return item with { MustBe = $"each item must be {item.MustBe["it must be ".Length..]}" };
            values.SetValue(item.Value, i);
        }
        return new(values);
    }

    private static Parsed ParseOne(OptionDescription option, Type type, string text)
    {
        switch (option.Value)
        {
            case OptionValue.Text:
                return new(text);
            case OptionValue.Boolean:
                return ParseBoolean(JavaText.Trim(text));
            case OptionValue.WholeNumber:
                return JavaNumbers.TryInt32(text, out var number) ? new(number)
                    : new(null, $"it must be a whole number {Range(option, int.MinValue, int.MaxValue)}");
            case OptionValue.LongNumber:
                return JavaNumbers.TryInt64(text, out var large) ? new(large)
                    : new(null, $"it must be a whole number {Range(option, long.MinValue, long.MaxValue)}");
            case OptionValue.RealNumber:
                return JavaNumbers.TryDouble(text, out var real) ? new(real) : new(null, "it must be a number");
            case OptionValue.Enum:
                return ParseEnum(option, type, JavaText.Trim(text));
            default:
                return ParseOwn(option, type, text);
        }
    }

    private static string Range(OptionDescription option, long least, long most) =>
        OptionLimitsCheck.Range(option.Limits) is { Length: > 0 } range ? range : $"between {least} and {most}";

    // Java's Boolean.parseBoolean: only true, in any case, is true.
    private static Parsed ParseBoolean(string text)
    {
        var isTrue = text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return isTrue || text.Equals("false", StringComparison.OrdinalIgnoreCase)
            ? new(isTrue)
            : new(false, Note: "it must be true or false");
    }

    private static Parsed ParseEnum(OptionDescription option, Type type, string text)
    {
        var name = option.EnumValues.FirstOrDefault(value => value.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name is not null ? new(Enum.Parse(type, name))
            : new(null, $"it must be one of {string.Join(", ", option.EnumValues)}", Nearest.Of(text, option.EnumValues));
    }

    private static Parsed ParseOwn(OptionDescription option, Type type, string text)
    {
        try
        {
            return new(ParseOf(type)!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [text], null));
        }
        catch (Exception refused)
        {
            return new(null, $"it must be {Article(OptionWords.OfClass(type.Name))}" + (option.Secret ? "" : $" ({refused.Message.TrimEnd('.')})"));
        }
    }

    private static MethodInfo? ParseOf(Type type) => type.GetMethod("Parse", BindingFlags.Public | BindingFlags.Static, [typeof(string)]);

    private static string Article(string noun) => ("AEIOUaeiou".Contains(noun[0]) ? "an " : "a ") + noun;
}
