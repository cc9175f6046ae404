using System.Collections;
using System.Globalization;
using System.Reflection;

namespace FlumePlug.Sdk.Testing;

/// <summary>What can be seen on a component's class and its options without an instance.</summary>
internal static class ClassChecks
{
    public static IEnumerable<ConformanceCheck> Of(Type component)
    {
        yield return new("Every default member that the class declares is called", _ =>
            Run(() => DefaultMembersAreReached(component)));
        foreach (var options in OptionsOf(component))
            yield return new($"No initialiser of {options.Name} disagrees with [Option]", _ =>
                Run(() => InitialisersAgree(options)));
    }

    private static Task Run(Action check)
    {
        check();
        return Task.CompletedTask;
    }

    private static IEnumerable<Type> OptionsOf(Type component) => component.GetConstructors()
        .SelectMany(constructor => constructor.GetParameters())
        .Select(parameter => parameter.ParameterType)
        .Where(type => type.GetConstructor(Type.EmptyTypes) is not null && type.GetProperties().Any(IsOption))
        .Distinct();

    private static bool IsOption(PropertyInfo property) => property.IsDefined(typeof(OptionAttribute));

    // A class that inherits its contract and declares a member which only has a default in the interface: never called.
    private static void DefaultMembersAreReached(Type component)
    {
        foreach (var contract in component.GetInterfaces().Where(contract => contract.Assembly == typeof(IComponent).Assembly))
        {
            var map = component.GetInterfaceMap(contract);
            for (var i = 0; i < map.InterfaceMethods.Length; i++)
            {
                var called = map.TargetMethods[i];
                var declared = component.GetMethod(map.InterfaceMethods[i].Name,
                    [.. map.InterfaceMethods[i].GetParameters().Select(one => one.ParameterType)]);
                Require.That(declared is null || called.DeclaringType?.IsInterface != true,
                    $"{declared?.DeclaringType?.Name}.{declared?.Name} is never called: "
                    + $"a base class took the default of {contract.Name}. "
                    + $"Let the base class declare it public virtual, or let {component.Name} name {contract.Name} again.");
            }
        }
    }

    private static void InitialisersAgree(Type options)
    {
        var fresh = Activator.CreateInstance(options)!;
        foreach (var property in options.GetProperties().Where(IsOption))
        {
            var option = property.GetCustomAttribute<OptionAttribute>()!;
            var value = property.GetValue(fresh);
            if (IsUnset(value, property.PropertyType) || IsDefault(value, option.Default, property.PropertyType))
                continue;
            var told = option.Default is null ? "no default" : $"the default {Text(option.Default)}";
            throw new ConformanceException(
                $"{options.Name}.{property.Name} is initialised to {Text(value!)}, "
                + $"but its [Option(\"{option.Name}\")] has {told}; remove the initialiser.");
        }
    }

    private static bool IsUnset(object? value, Type type) => value switch
    {
        null or "" => true,
        IEnumerable items when value is not string => !items.Cast<object>().Any(),
        _ => type.IsValueType && value.Equals(Activator.CreateInstance(type)),
    };

    // A default may be written as text to parse: then the value says the same when it is written.
    private static bool IsDefault(object? value, object? given, Type type) =>
        given is not null && (Equals(value, given) || string.Equals(Text(value!), Text(given), StringComparison.OrdinalIgnoreCase)
            || (given is string text
                && type.GetMethod("Parse", BindingFlags.Public | BindingFlags.Static, [typeof(string)]) is { } parse
                && Equals(value, parse.Invoke(null, [text]))));

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
