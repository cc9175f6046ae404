namespace FlumePlug.Core.Configuration;

/// <summary>How bad a problem is.</summary>
public enum Severity
{
    /// <summary>Said, and the agent runs.</summary>
    Warning,

    /// <summary>Nothing starts under <c>run</c>; under <c>agent</c> the component is dropped.</summary>
    Error,
}

/// <summary>One thing that is wrong in a configuration.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Location">Where it stands, if anywhere.</param>
/// <param name="Component">The component it is about, as the user writes it: <c>a1.sources.r1</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Suggestion">The nearest right name, or what to do.</param>
public sealed record ConfigProblem(
    Severity Severity, Location? Location, string? Component, string Message, string? Suggestion = null)
{
    /// <summary>One line: <c>flume.conf:3: error: a1.sources.r1: has no type (try: type)</c>.</summary>
    public override string ToString()
    {
        var where = Location is null ? "" : $"{Location}: ";
        var severity = Severity == Severity.Error ? "error: " : "warning: ";
        var component = Component is null ? "" : $"{Component}: ";
        var suggestion = Suggestion is null ? "" : $" (try: {Suggestion})";
        return where + severity + component + Message + suggestion;
    }
}
