namespace FlumePlug.Files.FileSystem;

/// <summary>Paths as java.io.File writes them: they stand in headers, and in files that Flume reads.</summary>
internal static class JavaPath
{
    /// <summary>Without doubled and trailing slashes; dots stay.</summary>
    public static string Normalise(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (path.StartsWith('/') ? "/" : "") + string.Join('/', parts);
    }

    /// <summary>A path of a name in a directory.</summary>
    public static string Combine(string directory, string name) => directory is "" or "/" ? directory + name : $"{directory}/{name}";

    /// <summary>getAbsolutePath: behind the working directory, dots stay.</summary>
    public static string Absolute(string path) => path.StartsWith('/') ? path : Combine(Environment.CurrentDirectory, path);
}
