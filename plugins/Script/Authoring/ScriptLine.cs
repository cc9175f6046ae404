using System.ComponentModel;
using System.Globalization;

namespace FlumePlug.Script;

/// <summary>Remembers with an exception the line of the script that it came from; called by compiled scripts.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ScriptLine
{
    private const string Key = "FlumePlug.Script.Line";

    /// <summary>Notes a line, the first time; never handles the exception.</summary>
    public static bool Note(Exception failure, string file, int line)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (!failure.Data.Contains(Key))
            failure.Data[Key] = string.Create(CultureInfo.InvariantCulture, $"{file}:{line}");
        return false;
    }

    /// <summary>The line noted first, as <c>file:line</c>; null when none was.</summary>
    internal static string? Of(Exception failure) => failure.Data[Key] as string;
}
