namespace FlumePlug.Files.Tailing;

/// <summary>The groups in the order of the configuration: a file is of the first one that matches it.</summary>
internal sealed class FileGroups(TaildirOptions options)
{
    private readonly IReadOnlyList<FileGroup> _groups = FileGroup.Of(options);

    public IEnumerable<FileGroup> All => _groups;

    public IEnumerable<string> Directories => _groups.Select(group => group.Directory).Distinct();

    /// <summary>The group of a path, or null: it is not to be tailed.</summary>
    public FileGroup? Of(ReadOnlySpan<char> path)
    {
        foreach (var group in _groups)
            if (group.MatchesPath(path))
                return group;
        return null;
    }
}
