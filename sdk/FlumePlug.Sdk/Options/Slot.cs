namespace FlumePlug.Sdk;

/// <summary>
/// Marks a property of type <see cref="Slot{T}"/>: a component of another kind, from any plugin, chosen by <c>name</c> or
/// <c>name.type</c> with its options under <c>name.</c>. On an <c>IReadOnlyList&lt;Slot&lt;T&gt;&gt;</c>: <c>name</c> lists names, each with
/// <c>name.ITEM.type</c> and options under <c>name.ITEM.</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SlotAttribute(string name) : Attribute
{
    /// <summary>The name in the configuration.</summary>
    public string Name { get; } = name;

    /// <summary>The type when none is given.</summary>
    public string? Default { get; init; }

    /// <summary>Whether a type, or for a list at least one item, must be given.</summary>
    public bool Required { get; init; }

    /// <summary>One sentence: what it does.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Options under the same prefix that the owner reads from <see cref="Slot{T}.Options"/> itself and cannot do without.</summary>
    public string[] OwnerOptions { get; init; } = [];
}

/// <summary>A component that an option chose; <see cref="ComponentContext.Create"/> builds it.</summary>
/// <typeparam name="T">The contract of its kind, such as <see cref="IEventSerializer"/>.</typeparam>
/// <param name="Name">The item's name in a list; the option's name otherwise.</param>
/// <param name="Type">The type, as the user wrote it.</param>
/// <param name="Options">The texts under its prefix, without the prefix and the type.</param>
public sealed record Slot<T>(string Name, string Type, IReadOnlyDictionary<string, string> Options)
    where T : class;
