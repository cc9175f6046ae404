namespace FlumePlug.Core.Plugins;

/// <summary>A place where a plugin is: a folder, or a single DLL dropped into a plugins directory.</summary>
/// <param name="Name">The folder's name, or the DLL's without its extension.</param>
/// <param name="Directory">The folder; for a single DLL the plugins directory.</param>
/// <param name="AssemblyPath">The plugin's DLL; null when the folder does not say which it is.</param>
/// <param name="IsFolder">Whether everything in the directory belongs to the plugin.</param>
/// <param name="Problem">Why there is no DLL.</param>
public sealed record PluginPlace(string Name, string Directory, string? AssemblyPath, bool IsFolder, string? Problem = null)
{
    /// <summary>The stamp of its files.</summary>
    internal long Stamp => IsFolder ? FileStamp.OfFolder(Directory)
        : FileStamp.OfFiles([AssemblyPath!, PluginFolders.DependenciesFile(AssemblyPath!)]);
}

/// <summary>Finds plugins in the file system, without opening a DLL.</summary>
public static class PluginFolders
{
    /// <summary>More plugins directories, separated as in <c>PATH</c>.</summary>
    public const string EnvironmentVariable = "FLUMEPLUG_PLUGINS";

    /// <summary>
    /// Where to look: <c>plugins/</c> beside the executable, the directories of <c>--plugins</c>, those of the environment. Each
    /// once.
    /// </summary>
    public static IReadOnlyList<string> Standard(IEnumerable<string> given)
    {
        var environment = Environment.GetEnvironmentVariable(EnvironmentVariable) ?? "";
        const StringSplitOptions Clean = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var separated = environment.Split(Path.PathSeparator, Clean);
        return [.. given.Concat(separated).Select(Absolute).Prepend(BesideTheExecutable).Distinct(StringComparer.Ordinal)];
    }

    /// <summary><c>plugins/</c> beside the executable; the only one that may be absent.</summary>
    public static string BesideTheExecutable { get; } = Absolute(Path.Combine(AppContext.BaseDirectory, "plugins"));

    /// <summary>The plugins of a plugins directory, by name.</summary>
    public static IReadOnlyList<PluginPlace> In(string pluginsDirectory)
    {
        var places = new List<PluginPlace>(SingleFiles(pluginsDirectory));
        foreach (var folder in Directory.GetDirectories(pluginsDirectory))
            if (InFolder(folder) is { } place)
                places.Add(place);
        places.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return places;
    }

    /// <summary>The plugin of one folder; null when there is no DLL in it.</summary>
    public static PluginPlace? InFolder(string folder)
    {
        var name = Path.GetFileName(folder);
        var files = Directory.GetFiles(folder);
        var dlls = Array.FindAll(files, IsDll);
        if (dlls.Length == 0)
            return null;
        var described = Array.FindAll(dlls, dll => files.Contains(DependenciesFile(dll)));
        var namesake = Path.Combine(folder, name + ".dll");
        var plugin = described.Length == 1 ? described[0]
            : dlls.Contains(namesake) ? namesake
            : dlls.Length == 1 ? dlls[0] : null;
        return new(name, folder, plugin, IsFolder: true,
            plugin is null ? $"it is not clear which DLL is the plugin: give it its .deps.json or name it {name}.dll" : null);
    }

    // Other plugins' private dependencies may lie beside them: they are listed in a .deps.json and have none themselves.
    private static IEnumerable<PluginPlace> SingleFiles(string directory)
    {
        var dlls = Directory.GetFiles(directory, "*.dll");
        var listed = dlls.Select(DependenciesFile).Where(File.Exists)
            .SelectMany(file => DependencyList.FilesOf(file)).ToHashSet(StringComparer.Ordinal);
        foreach (var dll in dlls)
        {
            var name = Path.GetFileNameWithoutExtension(dll);
            if (!SharedAssemblies.Contains(name) && (File.Exists(DependenciesFile(dll)) || !listed.Contains(name + ".dll")))
                yield return new(name, directory, dll, IsFolder: false);
        }
    }

    internal static string DependenciesFile(string dll) => Path.ChangeExtension(dll, ".deps.json");

    private static bool IsDll(string file) => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    private static string Absolute(string directory) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
}
