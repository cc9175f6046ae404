using System.Reflection;

namespace FlumePlug.Core.Plugins;

/// <summary>The options class of a component and its properties, where these are loaded.</summary>
internal static class OptionsClass
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <exception cref="PluginException">The class of the component takes no such options, or what it needs is missing.</exception>
    public static Type Of(CatalogEntry entry, Type componentClass)
    {
        try
        {
            return componentClass.GetConstructors().SelectMany(constructor => constructor.GetParameters())
                .Select(parameter => parameter.ParameterType)
                .First(type => NameOf(type) == entry.Component.Options.ClassName);
        }
        catch (Exception broken) when (LoadFault.IsLoadFault(broken))
        {
            throw new PluginException($"{entry} cannot be loaded: {LoadFault.Message(broken)}", broken);
        }
    }

    /// <summary>A new object of the class.</summary>
    public static object Create(Type optionsClass)
    {
        try
        {
            const BindingFlags Constructor = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions;
            return Activator.CreateInstance(optionsClass, Constructor, binder: null, args: null, culture: null)!;
        }
        catch (MissingMethodException missing)
        {
            throw new PluginException($"options class {optionsClass} needs a public constructor without parameters", missing);
        }
        catch (Exception thrown)
        {
            throw new PluginException($"options class {optionsClass} cannot be built: {LoadFault.Message(thrown)}", thrown);
        }
    }

    /// <summary>The property that a description is of.</summary>
    public static PropertyInfo Property(Type optionsClass, string declaringClass, string property)
    {
        for (var type = optionsClass; type is not null; type = type.BaseType)
            if (NameOf(type) == declaringClass && type.GetProperty(property, Declared) is { } found)
                return found.CanWrite ? found
                    : throw new PluginException($"property {declaringClass}.{property} cannot be set: give it an init accessor");
        throw new PluginException($"options class {optionsClass.FullName} has no property {property}");
    }

    private static string? NameOf(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition().FullName : type.FullName;
}
