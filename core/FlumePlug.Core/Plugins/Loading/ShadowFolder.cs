using System.IO.Enumeration;

namespace FlumePlug.Core.Plugins;

/// <summary>
/// Copies of the plugins that a process runs, so that the originals can be replaced meanwhile. The folder is the user's alone,
/// goes with the process, and the next process removes what a killed one left.
/// </summary>
internal sealed class ShadowFolder : IDisposable
{
    private const string Prefix = "flumeplug-plugins-";
    private const string LockFile = ".lock";

    private readonly DirectoryInfo _root;
    private readonly FileStream _lock;
    private int _copies;

    /// <exception cref="InvalidOperationException">There is no room for copies.</exception>
    public ShadowFolder()
    {
        try
        {
            Sweep();
            _root = Directory.CreateTempSubdirectory(Prefix);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"plugins run from copies in {Path.GetTempPath()}, which cannot be written ({refused.Message.TrimEnd('.')}): set TMPDIR to a directory that can", refused);
        }
        // Held as long as the process lives: who can open it knows that the process is gone.
        _lock = new FileStream(Path.Combine(_root.FullName, LockFile), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Copies a plugin and returns the path of its copied DLL.</summary>
    public string Copy(PluginPlace place)
    {
        var folder = Path.Combine(_root.FullName, $"{place.Name}-{Interlocked.Increment(ref _copies)}");
        foreach (var file in Files(place))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(place.Directory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            // What has no length may be a pipe, whose opening would wait for ever.
            if (new FileInfo(file).Length > 0)
                File.Copy(file, target);
            else
                File.Create(target).Dispose();
        }
        return Path.Combine(folder, Path.GetFileName(place.AssemblyPath!));
    }

    private static IEnumerable<string> Files(PluginPlace place)
    {
        if (place.IsFolder)
            return FilesBelow(place.Directory);
        var dll = place.AssemblyPath!;
        var dependencies = PluginFolders.DependenciesFile(dll);
        var listed = DependencyList.Read(dependencies)
            .SelectMany(file => new[] { file.Name, file.Path }).Select(file => Path.Combine(place.Directory, file));
        return listed.Append(dll).Append(dependencies).Append(Path.ChangeExtension(dll, ".pdb")).Where(File.Exists).Distinct();
    }

    // Links to directories are not followed: they may lead anywhere, and back.
    private static FileSystemEnumerable<string> FilesBelow(string folder) =>
        new(folder, static (ref FileSystemEntry entry) => entry.ToFullPath(),
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };

    private static void Sweep()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                using (File.Open(Path.Combine(folder, LockFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
                    Directory.Delete(folder, recursive: true);
            }
            catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException) { }
        }
    }

    private void OnExit(object? sender, EventArgs exit) => Dispose();

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _lock.Dispose();
        Delete(_root.FullName);
    }

    /// <summary>Removes a folder as far as it can be removed.</summary>
    public static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException) { }
    }
}
