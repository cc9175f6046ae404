namespace FlumePlug.Sdk;

/// <summary>
/// Marks a property as an option, with the exact name that users write. The host sets it: never give the property an
/// initialiser.
/// </summary>
/// <remarks>
/// <para>Property types: string, bool, int, long, double, enums (any case), <c>IReadOnlyList&lt;string&gt;</c> (split on white space
/// or <see cref="Separator"/>), <c>IReadOnlyDictionary&lt;string, string&gt;</c> (the name is a prefix ending with a dot), and any
/// type with a public static <c>Parse(string)</c> that throws <see cref="FormatException"/>.</para>
/// <para>Ranges and allowed values are <c>System.ComponentModel.DataAnnotations</c> attributes beside it.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OptionAttribute(string name) : Attribute
{
    /// <summary>The name in the configuration.</summary>
    public string Name { get; } = name;

    /// <summary>Other names it is known by; the first name given wins.</summary>
    public string[] Aliases { get; init; } = [];

    /// <summary>The value when none is given: of the property's type, or a text to parse.</summary>
    public object? Default { get; init; }

    /// <summary>The unit of a number, as users read it: s, ms, bytes, events, %.</summary>
    public string? Unit { get; init; }

    /// <summary>One sentence: what it does.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Whether the component cannot work without it.</summary>
    public bool Required { get; init; }

    /// <summary>Whether the value is a secret: never shown or logged.</summary>
    public bool Secret { get; init; }

    /// <summary>
    /// Under Flume's own command line a value that cannot be used becomes the default, with a warning, as Flume does for this
    /// option; otherwise the component is refused.
    /// </summary>
    public bool BadValueIsDefault { get; init; }

    /// <summary>What separates the items of a list; null: white space.</summary>
    public string? Separator { get; init; }
}

/// <summary>
/// Marks the option that is the most events of one transaction; checked against the channels' transaction capacity. The host
/// takes a value below 1 as 1, where no range forbids it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BatchSizeAttribute : Attribute;

/// <summary>
/// Marks an option that says where a durable channel keeps its events (directories, a topic). When others change, the channel is
/// closed and opened anew and finds its events again; when one of these changes, the host moves the events to the new place.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PlaceAttribute : Attribute;

/// <summary>What is wrong with an option, or between options: the option's name and the message.</summary>
public sealed record OptionError(string Option, string Message)
{
    /// <summary>The file in which the error is, where the option names one; null: the error is in the option itself.</summary>
    public string? File { get; init; }

    /// <summary>The line in <see cref="File"/>, from 1; 0: the file as a whole.</summary>
    public int Line { get; init; }

    /// <summary>The column in the line, from 1; 0: unknown.</summary>
    public int Column { get; init; }
}

/// <summary>Options with rules across each other, checked when the configuration is validated.</summary>
public interface IOptionRules
{
    /// <summary>Every broken rule.</summary>
    IEnumerable<OptionError> Check();
}
