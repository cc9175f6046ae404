namespace FlumePlug.Core.Configuration;

/// <summary>Where in a configuration file something stands; lines and columns start at 1, column 0 is unknown.</summary>
public sealed record Location(string File, int Line, int Column = 0)
{
    /// <summary><c>file:line</c> or <c>file:line:column</c>.</summary>
    public override string ToString() => Column > 0 ? $"{File}:{Line}:{Column}" : $"{File}:{Line}";
}

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
    Severity Severity, Location? Location, string? Component, string Message, string? Suggestion = null);

/// <summary>The text of one option and where it stands.</summary>
public sealed record OptionText(string Value, Location? Location);
