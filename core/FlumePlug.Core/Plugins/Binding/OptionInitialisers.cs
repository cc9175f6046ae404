using System.Collections;

namespace FlumePlug.Core.Plugins;

/// <summary>
/// Finds properties whose initialiser says something else than their <c>[Option]</c>: the description would then be wrong
/// where the class is used without the binder.
/// </summary>
public static class OptionInitialisers
{
    /// <summary>One line for each property that disagrees.</summary>
    public static IReadOnlyList<string> Disagreements(Type optionsClass)
    {
        ArgumentNullException.ThrowIfNull(optionsClass);
        var options = OptionsClass.Create(optionsClass);
        var disagreements = new List<string>();
        foreach (var option in OptionsReader.Read(optionsClass).Options.Where(option => !option.Required))
        {
            var property = OptionsClass.Property(optionsClass, option.DeclaringClass, option.Property);
            var initial = property.GetValue(options);
            if (!IsUnset(initial, property.PropertyType) && !Same(initial, Default(option, property.PropertyType)))
                disagreements.Add($"{optionsClass.Name}.{option.Property} begins as "
                    + $"'{OptionsReader.Text(initial, option.Separator)}', "
                    + $"the default of option '{option.Name}' is '{option.Default}'");
        }
        return disagreements;
    }

    private static object? Default(OptionDescription option, Type propertyType) => option.Default is null
        ? OptionParser.Empty(option, propertyType)
        : OptionParser.Parse(option, propertyType, option.Default).Value;

    private static bool IsUnset(object? value, Type type) =>
        value is null || type.IsValueType && value.Equals(Activator.CreateInstance(type));

    private static bool Same(object? initial, object? expected) => initial is not string && initial is IEnumerable items
        ? expected is IEnumerable others && items.Cast<object>().SequenceEqual(others.Cast<object>())
        : Equals(initial, expected);
}
