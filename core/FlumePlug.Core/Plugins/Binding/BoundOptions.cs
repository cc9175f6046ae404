using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Plugins;

/// <summary>How texts are bound.</summary>
/// <param name="Component">The component in problems: <c>a1.sources.r1</c>.</param>
/// <param name="Location">Where the component stands, for what is not written.</param>
/// <param name="Strict">
/// Whether what Flume would repair is an error: a value that becomes the default, a boolean that is neither true nor false.
/// </param>
/// <param name="UnknownIsError">Whether an unknown option is an error (YAML) or a warning.</param>
public sealed record BindSettings(string Component, Location? Location, bool Strict = false, bool UnknownIsError = false);

/// <summary>The options object of a component, and everything that is wrong with the texts it was made from.</summary>
/// <param name="Options">The object; null when the component has no options or the plugin cannot be loaded.</param>
/// <param name="BatchSize">The value of the option that is the most events of one transaction; null when there is none.</param>
/// <param name="Problems">In the order of the options.</param>
public sealed record BoundOptions(object? Options, int? BatchSize, IReadOnlyList<ConfigProblem> Problems)
{
    /// <summary>The plugins of the component and of those in its slots.</summary>
    public IReadOnlyList<Plugin> Plugins { get; init; } = [];

    /// <summary>The values of the options that say where its events are; a channel of the same place finds them again.</summary>
    public string Place { get; init; } = "";

    /// <summary>Whether the component can be built.</summary>
    public bool IsUsable => Problems.All(problem => problem.Severity != Severity.Error);
}
