namespace FlumePlug.Core.Configuration;

/// <summary>What happens to that which Flume would repair or drop.</summary>
public enum ReadMode
{
    /// <summary>It is an error, all errors at once (<c>run</c>, <c>validate</c>).</summary>
    Strict,

    /// <summary>It is repaired or dropped with Flume's own warning, and the rest runs (<c>agent</c>).</summary>
    Lenient,
}

/// <summary>
/// Makes a config filter of an agent: the result reads the value of a key, or null when there is none. Throws when the
/// filter cannot be made; the message is shown.
/// </summary>
public delegate Func<string, string?> CreateConfigFilter(ComponentConfig filter);

/// <summary>What reading a configuration depends on besides the files.</summary>
public sealed record ReadSettings
{
    /// <summary>Strict unless told otherwise.</summary>
    public ReadMode Mode { get; init; }

    /// <summary>
    /// The <c>-Dkey=value</c> of the command line, for <c>${sys:key}</c>; <c>lookups</c> and
    /// <c>propertiesImplementation</c> among them mean what they mean in Flume.
    /// </summary>
    public IReadOnlyDictionary<string, string> SystemProperties { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads an environment variable; the process's own unless told otherwise.</summary>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Where <c>classpath:</c> files and <c>lookups.properties</c> are found; null without <c>--conf</c>.</summary>
    public string? ConfDirectory { get; init; }

    /// <summary>The time of <c>${date:...}</c>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Formats a time after a pattern of Java's SimpleDateFormat; a bad one: <see cref="FormatException"/>.</summary>
    public required Func<string, DateTimeOffset, string> FormatDate { get; init; }

    /// <summary>Makes the config filters that an agent lists; without it references to them stay as they are.</summary>
    public CreateConfigFilter? CreateConfigFilter { get; init; }
}
