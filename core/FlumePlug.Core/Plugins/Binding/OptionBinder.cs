using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Plugins;

/// <summary>
/// Makes options objects from texts, and finds everything that is wrong with these at once. Written by hand because the
/// binders there are keep a plugin in memory after it was unloaded. Safe for concurrent calls.
/// </summary>
public sealed class OptionBinder(ComponentCatalog catalog, PluginLoader loader)
{
    /// <summary>
    /// Binds the options of a component, and checks those of the components in its slots. Never throws for what a user or a
    /// plugin did wrong.
    /// </summary>
    /// <param name="entry">The component.</param>
    /// <param name="texts">Its options without its own prefix; those that the agent reads itself may be among them.</param>
    /// <param name="settings">How.</param>
    public BoundOptions Bind(CatalogEntry entry, IReadOnlyDictionary<string, OptionText> texts, BindSettings settings)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(settings);
        var problems = new BindProblems(settings);
        try
        {
            var binding = Of(entry, texts, problems);
            return new(binding.Bind(ClassOf(entry)), binding.BatchSize, problems.Found) { Plugins = problems.Plugins, Place = binding.Place };
        }
        catch (PluginException unusable)
        {
            problems.Error(null, unusable.Message);
            return new(null, null, problems.Found);
        }
    }

    /// <summary>Binds options to a class that is loaded already, as a test of a component does.</summary>
    public BoundOptions Bind(
        Type optionsClass, ComponentKind kind, IReadOnlyDictionary<string, OptionText> texts, BindSettings settings)
    {
        var problems = new BindProblems(settings);
        var binding = new Binding(this, kind, OptionsReader.Read(optionsClass), texts, problems);
        return new(binding.Bind(optionsClass), binding.BatchSize, problems.Found);
    }

    /// <summary>Checks the component that a slot chose.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="type">The type, written or the slot's default.</param>
    /// <param name="where">Where the type is written, if it is.</param>
    /// <param name="prefix">The slot's prefix, for messages.</param>
    /// <param name="texts">What is written under the prefix.</param>
    /// <param name="problems">Takes what is wrong.</param>
    internal void CheckSlot(SlotDescription slot, string type, OptionText? where, string prefix,
        IReadOnlyDictionary<string, OptionText> texts, BindProblems problems)
    {
        if (slot.Kind is not { } kind)
        {
            problems.Error(where, $"option '{slot.Name}' takes a {slot.Contract}, which is no contract of FlumePlug.Sdk");
            return;
        }
        var answer = catalog.Find(kind, type);
        if (answer.Entry is not { } entry)
        {
            problems.Error(where, answer.Error!, answer.Suggestion);
            return;
        }
        try
        {
            Of(entry, texts, problems, prefix, slot.OwnerOptions).Bind(ClassOf(entry));
        }
        catch (PluginException unusable)
        {
            problems.Error(where, unusable.Message);
        }
    }

    private Type? ClassOf(CatalogEntry entry)
    {
        var component = loader.ClassOf(entry);
        return entry.Component.Options.ClassName is null ? null : OptionsClass.Of(entry, component);
    }

    private Binding Of(CatalogEntry entry, IReadOnlyDictionary<string, OptionText> texts, BindProblems problems,
        string prefix = "", IReadOnlyList<string>? ownerOptions = null)
    {
        problems.Plugins.Add(entry.Plugin);
        return new(this, entry.Component.Kind, entry.Component.Options, texts, problems)
        {
            Prefix = prefix,
            OwnerOptions = ownerOptions ?? [],
        };
    }
}
