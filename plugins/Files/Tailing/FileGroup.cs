using FlumePlug.Files.FileSystem;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Files.Tailing;

/// <summary>A directory, a pattern for the names in it, and the headers of their events.</summary>
internal sealed class FileGroup
{
    // File systems stamp with a coarse clock: a directory that changed so recently may change again under the same time.
    private const long FreshMillis = 2000;

    private static readonly EnumerationOptions EveryEntry = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly JavaPattern _pattern;
    private readonly bool _caches;
    private readonly byte[] _directoryBytes;
    private (FileId Id, long Millis, long Nanos) _listed;

    private FileGroup(string directory, JavaPattern pattern, Headers headers, bool caches)
    {
        (Directory, _pattern, Headers, _caches) = (directory, pattern, headers, caches);
        _directoryBytes = FileStatus.Encode(directory);
    }

    /// <summary>The directory's absolute path, as Flume writes it.</summary>
    public string Directory { get; }

    public Headers Headers { get; }

    /// <summary>The groups in the order of the configuration; those without a path are left out, as in Flume.</summary>
    public static IReadOnlyList<FileGroup> Of(TaildirOptions options)
    {
        var groups = new List<FileGroup>();
        foreach (var name in options.FileGroups.Distinct())
        {
            if (options.GroupPaths?.TryGetValue(name, out var path) != true)
                continue;
            var (directory, pattern) = Split(path!);
            var headers = (options.GroupHeaders ?? new Dictionary<string, string>())
                .Where(header => header.Key.StartsWith(name + ".", StringComparison.Ordinal))
                .Select(header => KeyValuePair.Create(header.Key[(name.Length + 1)..], header.Value));
            groups.Add(new FileGroup(JavaPath.Absolute(directory), JavaPattern.Compile(pattern), Headers.From(headers), options.CachePatternMatching));
        }
        return groups;
    }

    /// <summary>What is wrong with the path of a group, or null.</summary>
    public static string? ProblemOf(string path)
    {
        var (directory, pattern) = Split(path);
        if (pattern.Length == 0 || directory.Length == 0)
            return $"'{path}' must be a directory, a slash, and a regular expression for names of files.";
        try
        {
            _ = JavaPattern.Compile(pattern);
            return null;
        }
        catch (JavaPatternException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Whether a file of that path would be of this group.</summary>
    public bool MatchesPath(ReadOnlySpan<char> path)
    {
        var slash = path.LastIndexOf('/');
        return slash >= 0 && path[..Math.Max(1, slash)].SequenceEqual(Directory) && Matches(path[(slash + 1)..]);
    }

    /// <summary>The matching files, the ones changed first in front; null when nothing changed since the last call.</summary>
    /// <exception cref="IOException">The directory cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be listed.</exception>
    public List<(string Path, FileStatus Status)>? List(long nowMillis, UndecodableNames undecodable)
    {
        if (FileStatus.Of(_directoryBytes) is not { } directory)
            throw new DirectoryNotFoundException($"Directory does not exist: {Directory}");
        var seen = (directory.Id, directory.ModifiedMillis, directory.ModifiedNanos);
        if (_caches && seen == _listed)
            return null;
        _listed = default;
        var files = new List<(string Path, FileStatus Status)>();
        foreach (var path in System.IO.Directory.EnumerateFileSystemEntries(Directory, "*", EveryEntry))
        {
            if (!Matches(Path.GetFileName(path.AsSpan())))
                continue;
            if (FileStatus.Of(path) is not { } status)
                undecodable.Tell(path);
            else if (status.IsRegular)
                files.Add((path, status));
        }
        _listed = nowMillis - directory.ModifiedMillis >= FreshMillis ? seen : default;
        files.Sort(static (one, other) => (one.Status.ModifiedMillis, one.Status.ModifiedNanos).CompareTo((other.Status.ModifiedMillis, other.Status.ModifiedNanos)));
        return files;
    }

    private bool Matches(ReadOnlySpan<char> name) => _pattern.Matches(name);

    private static (string Directory, string Pattern) Split(string path)
    {
        var trimmed = JavaPath.Normalise(path);
        var slash = trimmed.LastIndexOf('/');
        return slash < 0 ? ("", trimmed) : (slash == 0 ? "/" : trimmed[..slash], trimmed[(slash + 1)..]);
    }
}
