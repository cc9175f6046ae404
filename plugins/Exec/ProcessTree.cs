using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FlumePlug.Exec;

/// <summary>A process and all that it started, as they were at a moment.</summary>
internal sealed class ProcessTree
{
    private const int Terminated = 15;
    private const int Killed = 9;

    private readonly List<(int Id, string Started)> _members = [];
    private readonly Process _root;

    private ProcessTree(Process root) => _root = root;

    public static ProcessTree Of(Process root)
    {
        var tree = new ProcessTree(root);
        if (OperatingSystem.IsLinux())
            tree.AddWithChildren(root.Id, ReadAll());
        return tree;
    }

    /// <summary>Asks every member to end.</summary>
    public void Terminate()
    {
        foreach (var (id, _) in _members)
            _ = SendSignal(id, Terminated);
    }

    /// <summary>Ends every member that is still there; another process that has got its number is none.</summary>
    public void Kill()
    {
        foreach (var (id, started) in _members)
            if (Read(id) is { } now && now.Started == started)
                _ = SendSignal(id, Killed);
        if (!_root.HasExited)
            _root.Kill(entireProcessTree: true);
    }

    private void AddWithChildren(int id, Dictionary<int, (int Parent, string Started)> all)
    {
        if (!all.TryGetValue(id, out var found))
            return;
        _members.Add((id, found.Started));
        foreach (var (child, about) in all)
            if (about.Parent == id)
                AddWithChildren(child, all);
    }

    private static Dictionary<int, (int Parent, string Started)> ReadAll()
    {
        var all = new Dictionary<int, (int, string)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(directory), out var id) && Read(id) is { } found)
                all[id] = found;
        return all;
    }

    // proc(5): "id (name) state parent ...", the start in ticks is field 22; a name may hold anything.
    private static (int Parent, string Started)? Read(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return (int.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture), fields[19]);
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int id, int signal);
}
