namespace FlumePlug.Core.Plugins;

/// <summary>What the text of an option means.</summary>
public enum OptionValue
{
#pragma warning disable CS1591 // Each is the type of its name.
    Text,
    Boolean,
    WholeNumber,
    LongNumber,
    RealNumber,
    Enum,
#pragma warning restore CS1591

    /// <summary>A type of its own with a static <c>Parse(string)</c>.</summary>
    Parsed,
}

/// <summary>How many values an option has.</summary>
public enum OptionShape
{
    /// <summary>One.</summary>
    One,

    /// <summary>A list in one text.</summary>
    List,

    /// <summary>Every text under a prefix that ends with a dot.</summary>
    Prefix,
}

/// <summary>One option, as the metadata of its property describes it.</summary>
public sealed record OptionDescription
{
    /// <summary>The name that users write; a prefix ends with a dot.</summary>
    public required string Name { get; init; }

    /// <summary>Other names; the first one given wins.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The property that it sets.</summary>
    public required string Property { get; init; }

    /// <summary>The full name of the class that declares the property.</summary>
    public required string DeclaringClass { get; init; }

    /// <summary>What the text means, or each item of a list.</summary>
    public OptionValue Value { get; init; }

    /// <summary>One value, a list or all under a prefix.</summary>
    public OptionShape Shape { get; init; }

    /// <summary>The full name of the property's type, or of an item's.</summary>
    public required string ValueClass { get; init; }

    /// <summary>The values of an enum.</summary>
    public IReadOnlyList<string> EnumValues { get; init; } = [];

    /// <summary>The value when none is given, as a user would write it.</summary>
    public string? Default { get; init; }

    /// <summary>The unit of a number: s, ms, bytes, events, %.</summary>
    public string? Unit { get; init; }

    /// <summary>One sentence: what it does.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Whether the component cannot work without it.</summary>
    public bool Required { get; init; }

    /// <summary>Whether the value is never shown.</summary>
    public bool Secret { get; init; }

    /// <summary>Whether Flume takes the default when the value cannot be used.</summary>
    public bool BadValueIsDefault { get; init; }

    /// <summary>What separates the items of a list; null: white space.</summary>
    public string? Separator { get; init; }

    /// <summary>Whether it is the most events of one transaction.</summary>
    public bool IsBatchSize { get; init; }

    /// <summary>Whether it says where a durable channel keeps its events.</summary>
    public bool IsPlace { get; init; }

    /// <summary>What the validation attributes beside it say.</summary>
    public OptionLimits Limits { get; init; } = OptionLimits.None;
}

/// <summary>The limits of a value that can be told without running the component's code.</summary>
public sealed record OptionLimits
{
    /// <summary>No limits.</summary>
    public static OptionLimits None { get; } = new();

    /// <summary>The smallest value.</summary>
    public double? Least { get; init; }

    /// <summary>The largest value.</summary>
    public double? Most { get; init; }

    /// <summary>Whether <see cref="Least"/> itself is too small.</summary>
    public bool LeastIsExcluded { get; init; }

    /// <summary>Whether <see cref="Most"/> itself is too large.</summary>
    public bool MostIsExcluded { get; init; }

    /// <summary>The only values, when there are any.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>A regular expression of .NET that the whole value matches.</summary>
    public string? Pattern { get; init; }

    /// <summary>The fewest characters or items.</summary>
    public int? LeastLength { get; init; }

    /// <summary>The most characters or items.</summary>
    public int? MostLength { get; init; }
}

/// <summary>An option that chooses a component of another kind.</summary>
public sealed record SlotDescription
{
    /// <summary>The name that users write.</summary>
    public required string Name { get; init; }

    /// <summary>The property that it sets.</summary>
    public required string Property { get; init; }

    /// <summary>The full name of the class that declares the property.</summary>
    public required string DeclaringClass { get; init; }

    /// <summary>The kind of the component; null when the contract is not one of the SDK's.</summary>
    public ComponentKind? Kind { get; init; }

    /// <summary>The full name of the contract.</summary>
    public required string Contract { get; init; }

    /// <summary>Whether the name lists names, each with a component of its own.</summary>
    public bool IsList { get; init; }

    /// <summary>The type when none is given.</summary>
    public string? Default { get; init; }

    /// <summary>Whether a type, or an item, must be given.</summary>
    public bool Required { get; init; }

    /// <summary>One sentence: what it does.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Options under the same prefix that the owner reads itself and cannot do without.</summary>
    public IReadOnlyList<string> OwnerOptions { get; init; } = [];
}

/// <summary>The options of a component's options class, those of its base classes included.</summary>
/// <param name="ClassName">The class; null when the component has none.</param>
/// <param name="Options">In the order of the source text, base classes last.</param>
/// <param name="Slots">In the same order.</param>
public sealed record OptionsDescription(
    string? ClassName, IReadOnlyList<OptionDescription> Options, IReadOnlyList<SlotDescription> Slots)
{
    /// <summary>No options.</summary>
    public static OptionsDescription None { get; } = new(null, [], []);

    /// <summary>What is wrong with the class itself, whatever texts it gets; null: nothing.</summary>
    internal string? Fault
    {
        get
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            foreach (var name in Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Concat(Slots.Select(slot => slot.Name)))
                if (name.Length == 0 || !names.Add(name))
                    return name.Length == 0 ? "it has an option without a name" : $"it has two options named '{name}'";
            return null;
        }
    }

    /// <summary>The option that is the most events of one transaction, or null.</summary>
    public OptionDescription? BatchSize => Options.FirstOrDefault(option => option.IsBatchSize);
}
