namespace FlumePlug.FileChannel.Tools;

/// <summary>
/// Finds a channel's directories: those that were named or stand in one that was named, and those of the same channel beside
/// them, which every file of a channel tells by its identity.
/// </summary>
internal sealed class PlaceSearch(Disk disk)
{
    private const string SavedByFsck = "lost+found";

    private readonly SegmentFiles _files = new(disk, ChannelKeys.None);

    private sealed record Place(string Directory, Guid? Channel, bool HasCheckpoint, bool HasSegments, long Generation);

    /// <exception cref="InvalidDataException">There is no channel, or there are several.</exception>
    public ChannelPlaces Find(IReadOnlyList<string> named, ChannelKeys keys)
    {
        if (named.Count == 0)
            throw new InvalidDataException("name a directory of the channel, or its configuration with --conf FILE; --help tells more");
        var roots = named.Select(directory => Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))).Distinct().ToList();
        if (roots.Find(directory => !Directory.Exists(directory)) is { } gone)
            throw new InvalidDataException($"{gone} does not exist or is no directory");
        var places = roots.Select(Look).OfType<Place>().ToList();
        foreach (var root in roots)
            places.AddRange(Below(root).Select(Look).OfType<Place>().Where(found => places.TrueForAll(known => known.Directory != found.Directory)).ToList());
        var channels = places.Select(place => place.Channel).OfType<Guid>().Distinct().ToList();
        if (channels.Count > 1)
            throw new InvalidDataException("there are several channels: " + string.Join(", ",
                places.Select(place => $"{place.Directory} ({place.Channel})")) + "; name the directories of one");
        if (places.Count == 0)
            throw new InvalidDataException($"there is no file channel in {string.Join(", ", roots)}: neither a {CheckpointFile.Name} nor a "
                + $"file {SegmentHeader.FileName(1)} or the like");
        var beside = channels is [var channel] ? Beside(places, channel) : [];
        return Sort([.. places, .. beside], keys) with { FoundBeside = [.. beside.Select(place => place.Directory)] };
    }

    private static ChannelPlaces Sort(List<Place> places, ChannelKeys keys)
    {
        // With dual checkpoints the one that is further is the one that is used.
        var checkpoints = places.Where(place => place.HasCheckpoint).OrderByDescending(place => place.Generation).ToList();
        string[] data = [.. places.Where(place => place.HasSegments).Select(place => place.Directory).Order(StringComparer.Ordinal)];
        return new(checkpoints.FirstOrDefault()?.Directory, checkpoints.ElementAtOrDefault(1)?.Directory, data, keys);
    }

    private List<Place> Beside(List<Place> places, Guid channel) =>
    [
        .. places.Select(place => Path.GetDirectoryName(place.Directory)).OfType<string>().Distinct().SelectMany(Below)
            .Select(LookBeside).OfType<Place>().Where(found => found.Channel == channel && places.TrueForAll(known => known.Directory != found.Directory)),
    ];

    private static IEnumerable<string> Below(string directory)
    {
        string[] all = [];
        try
        {
            all = Directory.GetDirectories(directory);
        }
        catch (UnauthorizedAccessException)
        {
            // What others keep to themselves is no part of a channel that can be read.
        }
        return all.Where(one => Path.GetFileName(one) is not SavedByFsck and var name && !name.StartsWith(Quarantine.Prefix, StringComparison.Ordinal));
    }

    // What nobody named may be anybody's. What cannot be read for another reason may be the channel's: without it too little would be found.
    private Place? LookBeside(string directory)
    {
        try
        {
            return _files.IsOfFlume(directory) ? null : Look(directory);
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private Place? Look(string directory)
    {
        var checkpoint = new CheckpointFile(disk, directory).Read(out var hasCheckpoint);
        var segments = _files.PathsIn(directory).ToList();
        if (!hasCheckpoint && segments.Count == 0)
            return null;
        var channel = checkpoint?.Channel ?? segments.Select(path => _files.ReadHeader(path, out _)).OfType<SegmentHeader>()
            .CountBy(header => header.Channel).OrderByDescending(count => count.Value).Select(count => (Guid?)count.Key).FirstOrDefault();
        return new(directory, channel, hasCheckpoint, segments.Count > 0, checkpoint?.Generation ?? -1);
    }
}
