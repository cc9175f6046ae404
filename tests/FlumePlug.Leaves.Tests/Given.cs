using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace FlumePlug.Leaves.Tests;

/// <summary>Options as a configuration gives them: the texts that are given, the declared default for the rest.</summary>
internal static class Given
{
    public static T Options<T>(params ReadOnlySpan<(string Name, string Value)> texts)
        where T : class
    {
        var given = new Dictionary<string, string>();
        foreach (var (name, value) in texts)
            given[name] = value;
        var options = Activator.CreateInstance<T>();
        foreach (var property in typeof(T).GetProperties())
        {
            if (property.GetCustomAttribute<OptionAttribute>() is { } option)
                property.SetValue(options, ValueOf(property.PropertyType, option, given));
        }
        return options;
    }

    private static object? ValueOf(Type type, OptionAttribute option, Dictionary<string, string> given)
    {
        if (type == typeof(IReadOnlyDictionary<string, string>))
            return given.Where(one => one.Key.StartsWith(option.Name, StringComparison.Ordinal))
                .ToDictionary(one => one.Key[option.Name.Length..], one => one.Value);
        var value = given.GetValueOrDefault(option.Name) ?? option.Default;
        if (value is not string text || type == typeof(string))
            return value;
        if (type == typeof(IReadOnlyList<string>))
            return text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return type.GetMethod("Parse", [typeof(string)]) is { } parse
            ? parse.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [text], CultureInfo.InvariantCulture)
            : TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
    }
}
