using System.Reflection;
using FlumePlug.Core.Configuration;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Plugins;

/// <summary>What else a constructor may ask for, where the kind has it.</summary>
internal sealed record Surroundings(ChannelNames? Channels = null, SinkNames? Sinks = null, ICounterReader? Counters = null)
{
    public static Surroundings None { get; } = new();

    /// <summary>The names among it, in one text.</summary>
    public string Names => string.Join(' ', [.. Channels?.Names ?? [], "|", .. Sinks?.Names ?? []]);
}

/// <summary>Builds components from bound options. Safe for concurrent calls.</summary>
public sealed class ComponentFactory(ComponentCatalog catalog, PluginLoader loader)
{
    private readonly OptionBinder _binder = new(catalog, loader);

    /// <summary>Builds a component.</summary>
    /// <exception cref="PluginException">Its constructor threw, or it cannot be loaded.</exception>
    internal T Create<T>(CatalogEntry entry, object? options, ComponentContext context, Surroundings? surroundings = null)
        where T : class
    {
        var component = Construct(entry, loader.ClassOf(entry), options, context, surroundings ?? Surroundings.None);
        return component as T
            ?? throw new PluginException(
                $"{entry} cannot be built: {entry.Component.ClassName} does not implement {typeof(T).Name}");
    }

    /// <summary>Builds the component that a slot names, or one that stands outside an agent, from the texts of its options.</summary>
    /// <exception cref="ConfigurationException">The type is unknown or its options are wrong.</exception>
    /// <exception cref="PluginException">Its constructor threw, or it cannot be loaded.</exception>
    public T Create<T>(string type, IReadOnlyDictionary<string, string> options, ComponentContext context,
        ChannelNames? channels = null, SinkNames? sinks = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        var kind = ComponentKinds.OfContract(typeof(T).FullName)
            ?? throw new ConfigurationException($"{typeof(T).Name} is no contract of FlumePlug.Sdk");
        var answer = catalog.Find(kind, type);
        var entry = answer.Entry ?? throw new ConfigurationException(answer.Error!);
        var texts = options.ToDictionary(text => text.Key, text => new OptionText(text.Value, null));
        // What could be repaired or ignored was told when the owner was bound.
        var bound = _binder.Bind(entry, texts, new(context.Name, null));
        var error = bound.Problems.FirstOrDefault(problem => problem.Severity == Severity.Error);
        return error is null
            ? Create<T>(entry, bound.Options, context, new(channels, sinks))
            : throw new ConfigurationException($"{entry}: {error.Message}");
    }

    private static object Construct(
        CatalogEntry entry, Type componentClass, object? options, ComponentContext context, Surroundings surroundings)
    {
        try
        {
            var constructor = componentClass.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
            object?[] arguments = [.. constructor.GetParameters().Select(parameter => Argument(parameter.ParameterType))];
            return constructor.Invoke(BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
        }
        catch (Exception thrown) when (thrown is not PluginException)
        {
            var did = LoadFault.IsLoadFault(thrown) ? "cannot be loaded" : "cannot be built";
            throw new PluginException($"{entry} {did}: {LoadFault.Message(thrown)}", thrown);
        }

        object Argument(Type type) => type switch
        {
            _ when type.IsInstanceOfType(context) => context,
            _ when options is not null && type.IsInstanceOfType(options) => options,
            _ when surroundings.Channels is { } channels && type.IsInstanceOfType(channels) => channels,
            _ when surroundings.Sinks is { } sinks && type.IsInstanceOfType(sinks) => sinks,
            _ when surroundings.Counters is { } counters && type.IsInstanceOfType(counters) => counters,
            _ => throw new PluginException($"{entry} cannot be built: its constructor asks for {type.Name}, "
                + $"which a {entry.Component.Kind.Word()} is not given"),
        };
    }
}
