namespace FlumePlug.Files.Tailing;

/// <summary>What the kernel told of since it was last looked at. Not safe for concurrent calls.</summary>
internal sealed class ChangedPaths(KnownFiles known, FileGroups groups, TaildirOptions options, TimeProvider time) : IWatcher
{
    // A file may be moved on while it is looked for; after that, one that is not known was read to its end long ago.
    private const int MovesKeptMillis = 5000;

    private readonly HashSet<TailedFile> _touched = [];
    private readonly List<string> _appeared = [];
    private readonly Dictionary<string, (string First, long At)> _moved = new(StringComparer.Ordinal);

    /// <summary>Known files where something happened.</summary>
    public IEnumerable<TailedFile> Touched => _touched;

    /// <summary>Paths to be tailed where no file was known.</summary>
    public IEnumerable<string> Appeared => _appeared;

    /// <summary>Where files are that were to be tailed under their first names; those moved a while ago are forgotten.</summary>
    public IEnumerable<(string Path, string First)> Moved()
    {
        foreach (var (path, (first, at)) in _moved)
            if (time.GetElapsedTime(at).TotalMilliseconds > Math.Min(MovesKeptMillis, options.IdleTimeout / 2))
                _moved.Remove(path);
            else
                yield return (path, first);
    }

    /// <summary>All was looked at.</summary>
    public void Clear()
    {
        _touched.Clear();
        _appeared.Clear();
    }

    /// <inheritdoc/>
    public void Touch(ReadOnlySpan<char> path)
    {
        if (known.At(path) is { } file)
            _touched.Add(file);
        else if (groups.Of(path) is not null)
            _appeared.Add(path.ToString());
    }

    /// <inheritdoc/>
    /// <remarks>A file may have been made and moved, even several times, since the last look: it was one to be tailed.</remarks>
    public void Move(string from, string to)
    {
        var now = time.GetTimestamp();
        if (_moved.Remove(from, out var before))
            _moved[to] = (before.First, now);
        else if (groups.Of(from) is not null)
            _moved[to] = (from, now);
    }
}
