namespace FlumePlug.Core.Configuration;

/// <summary>
/// Where in a configuration file something stands; lines and columns start at 1. Column 0 is unknown (properties files
/// give none), line 0 means the file as a whole.
/// </summary>
public sealed record Location(string File, int Line = 0, int Column = 0)
{
    /// <summary>True in the YAML form, where an unknown option is an error.</summary>
    public bool IsYaml => File.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
        || File.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

    /// <summary><c>file</c>, <c>file:line</c> or <c>file:line:column</c>.</summary>
    public override string ToString() => (Line, Column) switch
    {
        (0, _) => File,
        (_, 0) => $"{File}:{Line}",
        _ => $"{File}:{Line}:{Column}",
    };
}
