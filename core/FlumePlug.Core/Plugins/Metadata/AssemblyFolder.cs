namespace FlumePlug.Core.Plugins;

/// <summary>
/// The assemblies that a plugin's metadata refers to: its own beside it, and the agent's SDK. Safe for concurrent calls.
/// </summary>
internal sealed class AssemblyFolder(string directory)
{
    private static readonly Lazy<AssemblyMetadata> Sdk =
        new(() => AssemblyMetadata.Open(SharedAssemblies.Sdk.Location, new AssemblyFolder(AppContext.BaseDirectory)));

    private readonly Dictionary<string, AssemblyMetadata?> _opened = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The folder's path.</summary>
    public string Directory { get; } = directory;

    /// <summary>The metadata of an assembly; null when it is a framework's or not there.</summary>
    public AssemblyMetadata? Find(string name)
    {
        if (name.Equals(SharedAssemblies.Sdk.GetName().Name, StringComparison.OrdinalIgnoreCase))
            return Sdk.Value;
        if (SharedAssemblies.Contains(name))
            return null;
        lock (_opened)
        {
            if (!_opened.TryGetValue(name, out var found))
                _opened[name] = found = Open(Path.Combine(Directory, name + ".dll"));
            return found;
        }
    }

    private AssemblyMetadata? Open(string path)
    {
        try
        {
            return File.Exists(path) ? AssemblyMetadata.Open(path, this) : null;
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }
}
