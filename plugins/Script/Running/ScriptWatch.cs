using FlumePlug.Script.Compiling;

namespace FlumePlug.Script.Running;

/// <summary>What a look at a script's files found.</summary>
internal enum Change
{
    /// <summary>They are as they were read.</summary>
    None,

    /// <summary>They have changed since the last look, and may still be written.</summary>
    Begun,

    /// <summary>They are about to change, and not yet settled.</summary>
    Going,

    /// <summary>They have changed, and stand still since.</summary>
    Settled,
}

/// <summary>
/// Compares the files of a script with what was read. By looking, not by notifications: these miss what happens behind a
/// symbolic link, on network file systems and in mounted volumes. An edit counts when two looks found the same; a file
/// that is missing or empty when it stays so, as editors replace files by renaming, or empty them first.
/// </summary>
internal sealed class ScriptWatch(ScriptSource read)
{
    private const int LooksForBlank = 10;

    private Dictionary<string, FileStamp> _known = new(read.Stamps);
    private Dictionary<string, FileStamp>? _seen;
    private int _same;

    /// <summary>The time between two looks.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks at the files. One call at a time.</summary>
    public Change Look()
    {
        var now = _known.Keys.ToDictionary(path => path, FileStamp.Of);
        if (Same(now, _known))
        {
            _seen = null;
            return Change.None;
        }
        if (_seen is null || !Same(now, _seen))
        {
            var change = _seen is null ? Change.Begun : Change.Going;
            (_seen, _same) = (now, 0);
            return change;
        }
        _same++;
        return _same < (now.Any(file => file.Value.IsBlank && file.Value != _known[file.Key]) ? LooksForBlank : 1) ? Change.Going : Change.Settled;
    }

    /// <summary>The files were read again.</summary>
    public void Accept(ScriptSource source) => (_known, _seen) = (new(source.Stamps), null);

    private static bool Same(Dictionary<string, FileStamp> one, Dictionary<string, FileStamp> other)
    {
        foreach (var (path, stamp) in one)
            if (other[path] != stamp)
                return false;
        return true;
    }
}
