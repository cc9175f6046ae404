using System.Text.RegularExpressions;

namespace FlumePlug.Script.Compiling;

/// <summary>Finds <c>#load "file"</c> and <c>#r "file"</c> before the first code of a script, where alone Roslyn allows them.</summary>
internal static partial class Directives
{
    public static IEnumerable<(string Name, string Argument, int Line)> Of(string text)
    {
        var inComment = false;
        var number = 0;
        foreach (var full in text.Split('\n'))
        {
            number++;
            var line = WithoutComments(full, ref inComment).Trim();
            if (line.Length == 0)
                continue;
            if (line[0] != '#')
                yield break;
            if (Directive().Match(line) is { Success: true } found)
                yield return (found.Groups[1].Value, found.Groups[2].Value, number);
        }
    }

    private static string WithoutComments(string line, ref bool inComment)
    {
        var rest = line;
        while (true)
        {
            if (inComment)
            {
                var end = rest.IndexOf("*/", StringComparison.Ordinal);
                if (end < 0)
                    return "";
                (rest, inComment) = (rest[(end + 2)..], false);
            }
            rest = rest.TrimStart();
            if (rest.StartsWith("//", StringComparison.Ordinal))
                return "";
            if (!rest.StartsWith("/*", StringComparison.Ordinal))
                return rest;
            (rest, inComment) = (rest[2..], true);
        }
    }

    [GeneratedRegex("""^#(load|r)\s+"([^"]+)"$""")]
    private static partial Regex Directive();
}
