namespace FlumePlug.Script;

/// <summary>The namespaces that a script sees without a using.</summary>
internal static class Usings
{
    public static string[] All { get; } =
    [
        "System", "System.Collections.Generic", "System.Globalization", "System.IO", "System.Linq", "System.Text", "System.Text.Json",
        "System.Text.Json.Nodes", "System.Text.RegularExpressions", "FlumePlug.Script", "FlumePlug.Sdk", "Microsoft.Extensions.Logging",
    ];

    /// <summary>As C#.</summary>
    public static string Text { get; } = string.Concat(All.Select(space => $"global using {space};\n"));
}
