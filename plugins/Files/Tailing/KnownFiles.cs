using FlumePlug.Files.FileSystem;

namespace FlumePlug.Files.Tailing;

/// <summary>Every file that is tailed, by inode, and those that were not moved away also by path. Not safe for concurrent calls.</summary>
internal sealed class KnownFiles : IDisposable
{
    private readonly Dictionary<FileId, TailedFile> _byId = [];
    private readonly Dictionary<string, TailedFile> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TailedFile>.AlternateLookup<ReadOnlySpan<char>> _byPathSpan;
    private readonly List<TailedFile> _away = [];

    public KnownFiles() => _byPathSpan = _byPath.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Those that were moved away first: their lines are the older ones.</summary>
    public IEnumerable<TailedFile> All => _away.Concat(_byPath.Values);

    public IReadOnlyList<TailedFile> Away => _away;

    public TailedFile? Of(FileId id) => _byId.GetValueOrDefault(id);

    /// <summary>The file at a path, or null.</summary>
    public TailedFile? At(ReadOnlySpan<char> path) => _byPathSpan.TryGetValue(path, out var file) ? file : null;

    /// <summary>False: it is known already, perhaps under another name.</summary>
    public bool TryAdd(TailedFile file)
    {
        if (!_byId.TryAdd(file.Id, file))
            return false;
        if (file.IsAway)
            _away.Add(file);
        else
            _byPath[file.Path] = file;
        return true;
    }

    /// <summary>It is not at its path any more.</summary>
    public void MoveAway(TailedFile file)
    {
        _byPath.Remove(file.Path);
        file.IsAway = true;
        _away.Add(file);
    }

    /// <summary>It is at another path now.</summary>
    public void MoveTo(TailedFile file, string path, TaildirOptions options)
    {
        _away.Remove(file);
        if (At(file.Path) == file)
            _byPath.Remove(file.Path);
        file.MoveTo(path, options);
        _byPath[path] = file;
    }

    /// <summary>Forgets one that was moved away.</summary>
    public void Forget(TailedFile file)
    {
        _away.Remove(file);
        _byId.Remove(file.Id);
    }

    public void Dispose()
    {
        foreach (var file in All)
            file.Dispose();
    }
}
