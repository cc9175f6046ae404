namespace FlumePlug.Core.Plugins;

/// <summary>A plugin as its metadata describes it; nothing of it has run.</summary>
public sealed record Plugin
{
    /// <summary>Where it is.</summary>
    public required PluginPlace Place { get; init; }

    /// <summary>The folder's name, or the DLL's without its extension.</summary>
    public string Name => Place.Name;

    /// <summary>Its version, as its build states it; empty when it cannot be read.</summary>
    public string Version { get; init; } = "";

    /// <summary>The version of the SDK that it was built for.</summary>
    public Version? SdkVersion { get; init; }

    /// <summary>Why it cannot be used, in one line; null when it can.</summary>
    public string? UnusableReason { get; init; }

    /// <summary>What is odd about it and does not matter to a run.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Its components, also those of an unusable one where they can be read.</summary>
    public IReadOnlyList<ComponentDescription> Components { get; init; } = [];

    /// <summary>Identifies the files that were looked at.</summary>
    internal long Stamp { get; init; }
}

/// <summary>A component as its metadata describes it.</summary>
public sealed class ComponentDescription
{
    private readonly Lazy<OptionsDescription> _options;

    internal ComponentDescription(Func<OptionsDescription> readOptions) => _options = new(readOptions);

    /// <summary>What it is.</summary>
    public required ComponentKind Kind { get; init; }

    /// <summary>The type that users write.</summary>
    public required string Type { get; init; }

    /// <summary>Other names, such as Flume's Java class.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>One sentence: what it does.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The full name of its class; a configuration may use it to choose among plugins that offer the same type.</summary>
    public required string ClassName { get; init; }

    /// <summary>Why the component cannot be built though its plugin is usable; null when it can.</summary>
    public string? UnusableReason { get; init; }

    /// <summary>Its options; decoded with the first look.</summary>
    public OptionsDescription Options => _options.Value;

    /// <summary>A sink: how many takes may be processed before one flush.</summary>
    public int TakesPerFlush { get; init; } = 1;

    /// <summary>A channel: whether a put stores all of its events or none.</summary>
    public bool AtomicPut { get; init; } = true;

    /// <summary>A channel: whether stored events outlive the process.</summary>
    public bool Durable { get; init; }

    /// <summary>A channel: whether a reservation finds room before anything is stored.</summary>
    public bool Reserves { get; init; } = true;
}
