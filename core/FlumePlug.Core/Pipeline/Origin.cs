using FlumePlug.Core.Configuration;
using FlumePlug.Core.Plugins;

namespace FlumePlug.Core.Pipeline;

/// <summary>What a component was built from. One that would be built from the same again is kept instead.</summary>
/// <param name="Entry">The component.</param>
/// <param name="Options">What it alone reads of its options.</param>
/// <param name="Bound">The options as they were given to it.</param>
/// <param name="Given">The names that its constructor was given besides: channels, sinks.</param>
internal sealed record Origin(CatalogEntry Entry, ConfigOptions Options, BoundOptions Bound, string Given)
{
    /// <summary>The plugins whose code it runs.</summary>
    public IReadOnlyList<Plugin> Plugins => Bound.Plugins;

    /// <summary>Whether both would build the same. A plugin that was replaced is another one.</summary>
    public bool IsSame(Origin? other) => other is not null && IsSameClass(other) && Given == other.Given
        && Options.SameTexts(other.Options)
        && Plugins.Count == other.Plugins.Count && Plugins.Zip(other.Plugins).All(pair => ReferenceEquals(pair.First, pair.Second));

    /// <summary>Whether both are of the same class of the same build of a plugin.</summary>
    public bool IsSameClass(Origin other) =>
        ReferenceEquals(Entry.Plugin, other.Entry.Plugin) && Entry.Component.ClassName == other.Entry.Component.ClassName;

    /// <summary>The options that a component reads itself.</summary>
    public static ConfigOptions Own(ComponentKind kind, IReadOnlyDictionary<string, OptionText> texts) =>
        new(texts.Where(text => !HostOptions.Reads(kind, text.Key)));
}
