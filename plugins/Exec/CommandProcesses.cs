using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace FlumePlug.Exec;

/// <summary>
/// A command's own process and all that it started, found when they are to end: whatever carries the command's mark in its
/// environment, which a child inherits and keeps when its parent is gone, and the children of these.
/// </summary>
internal sealed class CommandProcesses
{
    private const string MarkName = "FLUMEPLUG_COMMAND";
    private const int Terminated = 15;
    private const int Killed = 9;
    private const int ParentField = 1;
    private const int StartField = 19;

    private readonly byte[] _mark;
    private readonly Process _root;

    private CommandProcesses(Process root, string mark) => (_root, _mark) = (root, Encoding.ASCII.GetBytes($"{MarkName}={mark}"));

    /// <summary>Starts a command with a mark of its own.</summary>
    public static CommandProcesses Start(ProcessStartInfo start, out Process root)
    {
        var mark = Guid.NewGuid().ToString("N");
        start.Environment[MarkName] = mark;
        root = Process.Start(start)!;
        return new CommandProcesses(root, mark);
    }

    /// <summary>Whether any is there.</summary>
    public bool Any => Find().Count > 0;

    /// <summary>Asks every process to end; false: there is none.</summary>
    public bool Terminate()
    {
        var found = Find();
        foreach (var (id, _) in found)
            _ = SendSignal(id, Terminated);
        return found.Count > 0;
    }

    /// <summary>Ends every process, and what these started meanwhile.</summary>
    public void Kill()
    {
        var killed = new HashSet<(int, string)>();
        while (Find() is var found && !killed.IsSupersetOf(found))
            foreach (var process in found)
                if (killed.Add(process))
                    _ = SendSignal(process.Id, Killed);
        if (!_root.HasExited)
            _root.Kill(entireProcessTree: true);
    }

    // Numbers are given to others again: a process is its number and its start.
    private HashSet<(int Id, string Started)> Find()
    {
        var found = new HashSet<(int, string)>();
        if (!OperatingSystem.IsLinux())
            return found;
        var all = ReadAll();
        if (!_root.HasExited)
            AddWithChildren(_root.Id);
        foreach (var id in all.Keys)
            if (IsMarked(id))
                AddWithChildren(id);
        return found;

        void AddWithChildren(int id)
        {
            if (!all.TryGetValue(id, out var process) || !found.Add((id, process.Started)))
                return;
            foreach (var (child, about) in all)
                if (about.Parent == id)
                    AddWithChildren(child);
        }
    }

    private static Dictionary<int, (int Parent, string Started)> ReadAll()
    {
        var all = new Dictionary<int, (int, string)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) && Read(id, "stat") is { } stat
                && Parse(stat) is { } process)
                all[id] = process;
        return all;
    }

    // proc_pid_stat(5): "id (name) state parent ...", the start in ticks is field 22; a name may hold anything. One that has
    // ended and that nobody has waited for yet is none.
    private static (int Parent, string Started)? Parse(byte[] stat)
    {
        var text = Encoding.Latin1.GetString(stat);
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : (int.Parse(fields[ParentField], CultureInfo.InvariantCulture), fields[StartField]);
    }

    private bool IsMarked(int id) => Read(id, "environ") is { } environment && environment.AsSpan().IndexOf(_mark) >= 0;

    // Null: it has ended, or belongs to somebody else.
    private static byte[]? Read(int id, string file)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int id, int signal);
}
