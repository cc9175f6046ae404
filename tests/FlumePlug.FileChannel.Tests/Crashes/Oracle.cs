using System.Globalization;

namespace FlumePlug.FileChannel.Tests;

/// <summary>What must, and what may, be in the channel after a crash, from what the workload knew at that moment.</summary>
internal sealed class Oracle
{
    private readonly HashSet<int> _begun = [];
    private readonly HashSet<int> _stored = [];
    private readonly HashSet<int> _refused = [];
    private readonly Dictionary<TakenEvent, int> _taken = [];
    private readonly HashSet<int> _lasting = [];
    private readonly HashSet<TakenEvent> _lastingTakes = [];
    private readonly IReadOnlyList<int[]> _puts;
    private readonly bool _flushEach;
    private int _newestStored = -1;

    /// <param name="before">What happened.</param>
    /// <param name="puts">The sizes of each put's events.</param>
    /// <param name="flushEach">Whether a put that is stored lasts; otherwise it does from the next flush on.</param>
    public Oracle(IEnumerable<DiskOperation> before, IReadOnlyList<int[]> puts, bool flushEach)
    {
        (_puts, _flushEach) = (puts, flushEach);
        foreach (var moment in before.OfType<DiskOperation.Moment>())
            Note(moment);
        Known = Hash();
    }

    /// <summary>Equal where the same is known.</summary>
    public int Known { get; }

    /// <summary>Why what came out cannot be, or null.</summary>
    public string? Judge(IReadOnlyList<TakenEvent> seen)
    {
        for (var i = 1; i < seen.Count; i++)
            if (seen[i].CompareTo(seen[i - 1]) <= 0)
                return $"{seen[i]} comes behind {seen[i - 1]}";
        var there = seen.ToHashSet();
        foreach (var put in _flushEach ? _stored : _lasting)
            for (var index = 0; index < _puts[put].Length; index++)
                if (!_taken.ContainsKey(new(put, index)) && !there.Contains(new(put, index)))
                    return $"{new TakenEvent(put, index)} was acknowledged and is lost";
        foreach (var one in seen)
        {
            if (!_begun.Contains(one.Put) || one.Index >= _puts[one.Put].Length)
                return $"{one} was never put";
            if (_refused.Contains(one.Put))
                return $"{one} was refused and is there";
            // The takes were written down at the latest with the next put.
            if (_flushEach && _taken.TryGetValue(one, out var newestBegun) && _newestStored > newestBegun)
                return $"{one} was taken before put {_newestStored} was stored, and comes again";
            if (_lastingTakes.Contains(one))
                return $"{one} was taken before the last flush, and comes again";
        }
        foreach (var put in there.GroupBy(one => one.Put).Where(put => !_stored.Contains(put.Key)))
            if (put.Count() != _puts[put.Key].Length)
                return $"put {put.Key} is there in part: {put.Count()} of {_puts[put.Key].Length} events";
        return null;
    }

    private int Hash()
    {
        var hash = new HashCode();
        foreach (var put in _begun.Order())
            hash.Add((put, _stored.Contains(put), _refused.Contains(put), _lasting.Contains(put)));
        foreach (var taken in _taken.OrderBy(one => one.Key))
            hash.Add((taken.Key, _newestStored > taken.Value, _lastingTakes.Contains(taken.Key)));
        return hash.ToHashCode();
    }

    private void Note(DiskOperation.Moment moment)
    {
        switch (moment.What)
        {
            case "begun":
                _begun.Add(moment.Put);
                break;
            case "stored":
                _stored.Add(moment.Put);
                _newestStored = Math.Max(_newestStored, moment.Put);
                break;
            case "flushed":
                _lasting.UnionWith(_stored);
                _lastingTakes.UnionWith(_taken.Keys);
                break;
            case "refused":
                _refused.Add(moment.Put);
                break;
            case var taken when taken.StartsWith("taken ", StringComparison.Ordinal):
                _taken[new(moment.Put, int.Parse(taken.AsSpan(6), CultureInfo.InvariantCulture))] = _begun.Count == 0 ? -1 : _begun.Max();
                break;
        }
    }
}
