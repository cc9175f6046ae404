namespace FlumePlug.Core.Plugins;

/// <summary>How the names of types are compared.</summary>
internal static class TypeNames
{
    private const string Builder = ".BUILDER";

    /// <summary>
    /// Equal for names that mean the same: case does not count, Flume's builders stand for what they build, and nested classes
    /// may be written with a dollar, a plus or a dot.
    /// </summary>
    public static string Key(string type)
    {
        var key = type.Trim().Replace('$', '.').Replace('+', '.').ToUpperInvariant();
        return key.EndsWith(Builder, StringComparison.Ordinal) && key.IndexOf('.') < key.Length - Builder.Length
            ? key[..^Builder.Length]
            : key;
    }

    /// <summary>Whether it looks like a class rather than an alias.</summary>
    public static bool IsClass(string type) => type.Contains('.');
}
