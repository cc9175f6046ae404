namespace FlumePlug.Core.Configuration.Text;

/// <summary>All files together: a later file overrides an earlier one key by key, as in Flume.</summary>
internal sealed class PropertySet
{
    private readonly OrderedDictionary<string, PropertyEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>One entry per key, in the order in which the keys first came.</summary>
    public IReadOnlyDictionary<string, PropertyEntry> Entries => _entries;

    /// <summary>
    /// Adds one file's assignments, the last of a key winning. A key that one file sets twice is worth a warning when
    /// <paramref name="strict"/>: Flume cannot see it.
    /// </summary>
    public void AddFile(IEnumerable<PropertyEntry> file, bool strict, ConfigProblems problems)
    {
        var ofThisFile = new Dictionary<string, PropertyEntry>(StringComparer.Ordinal);
        foreach (var entry in file)
        {
            if (entry.JoinsList)
            {
                Join(entry);
                continue;
            }
            if (strict && ofThisFile.TryGetValue(entry.Key, out var first))
                problems.Warning(entry.Location, JavaText.Trim(entry.Key), $"overrides {first.Location}: the last one counts");
            ofThisFile[entry.Key] = entry;
            _entries[entry.Key] = entry;
        }
    }

    private void Join(PropertyEntry name)
    {
        if (!_entries.TryGetValue(name.Key, out var list))
            _entries[name.Key] = name with { JoinsList = false };
        else if (!JavaText.Words(list.Value).Contains(name.Value, StringComparer.Ordinal))
            _entries[name.Key] = list with { Value = $"{list.Value} {name.Value}" };
    }
}
