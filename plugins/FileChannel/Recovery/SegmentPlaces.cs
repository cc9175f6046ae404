namespace FlumePlug.FileChannel;

/// <summary>A segment's file where it stands, which may not be where it belongs.</summary>
internal sealed record StandingSegment(string Path, SegmentHeader Header, long Length)
{
    public string Directory => System.IO.Path.GetDirectoryName(Path)!;

    public bool HasItsName => SegmentHeader.GenerationOf(System.IO.Path.GetFileName(Path)) == Header.Generation;
}

/// <summary>
/// Finds out in which data directory each segment belongs: a header says which one stood before it and where that ended, so
/// that those of one directory are known by their ends, wherever they stand.
/// </summary>
internal sealed class SegmentPlaces
{
    private readonly List<StandingSegment> _segments;
    private readonly Dictionary<StandingSegment, StandingSegment> _before = [];
    private readonly HashSet<StandingSegment> _followed = [];

    private SegmentPlaces(IEnumerable<StandingSegment> standing) =>
        // Of copies the longest is the whole one.
        _segments = [.. standing.GroupBy(one => (one.Header.Generation, one.Header.Lane, one.Header.Salt))
            .Select(copies => copies.OrderByDescending(one => one.Length).ThenByDescending(one => one.HasItsName).First())
            .OrderByDescending(one => one.HasItsName).ThenBy(one => one.Header.Generation)];

    /// <summary>By segment its directory; copies, and those that no directory has a place for, are left out.</summary>
    public static Dictionary<StandingSegment, string> Find(IReadOnlyList<string> directories, IEnumerable<StandingSegment> standing)
    {
        var places = new SegmentPlaces(standing);
        places.Follow((one, before) => one.Directory == before.Directory && one.Header.PreviousEnd == before.Length);
        places.Follow((one, before) => one.Header.PreviousEnd == before.Length);
        places.Follow((one, before) => one.Directory == before.Directory); // a process that was killed did not cut it to its end
        return places.Assign(directories);
    }

    private void Follow(Func<StandingSegment, StandingSegment, bool> fits)
    {
        foreach (var one in _segments.Where(one => !_before.ContainsKey(one)))
            if (_segments.Find(before => before.Header.Generation == one.Header.PreviousGeneration && !_followed.Contains(before) && fits(one, before)) is { } found)
            {
                _before[one] = found;
                _followed.Add(found);
            }
    }

    private Dictionary<StandingSegment, string> Assign(IReadOnlyList<string> directories)
    {
        var (assigned, used) = (new Dictionary<StandingSegment, string>(), new HashSet<(string, long)>());
        foreach (var chain in _segments.Where(one => !_followed.Contains(one)).Select(ChainTo).OrderByDescending(chain => chain.Count(one => one.HasItsName)))
        {
            var directory = directories.OrderByDescending(place => chain.Count(one => one.HasItsName && one.Directory == place))
                .ThenByDescending(place => chain[^1].Directory == place)
                .FirstOrDefault(place => chain.TrueForAll(one => !used.Contains((place, one.Header.Generation))));
            if (directory is null)
                continue;
            foreach (var one in chain)
            {
                assigned[one] = directory;
                used.Add((directory, one.Header.Generation));
            }
        }
        return assigned;
    }

    // The newest first.
    private List<StandingSegment> ChainTo(StandingSegment last)
    {
        var chain = new List<StandingSegment> { last };
        while (_before.TryGetValue(chain[^1], out var before))
            chain.Add(before);
        return chain;
    }
}
