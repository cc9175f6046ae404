namespace FlumePlug.Core.Plugins;

/// <summary>Puts what the runtime says about a failed load into one line.</summary>
internal static class LoadFault
{
    /// <summary>The message of the innermost cause, its first line.</summary>
    public static string Message(Exception fault)
    {
        while (fault.InnerException is { } inner)
            fault = inner;
        return fault.Message.ReplaceLineEndings(" ").Trim();
    }

    /// <summary>Whether an exception means that a class, member or assembly was not found where the code expected it.</summary>
    public static bool IsLoadFault(Exception fault) =>
        fault is TypeLoadException or MissingMemberException or FileNotFoundException or FileLoadException or BadImageFormatException;
}
