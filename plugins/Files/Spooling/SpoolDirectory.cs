using System.IO.Enumeration;
using FlumePlug.Files.FileSystem;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Spooling;

/// <summary>Which file is next, and what becomes of one that was read.</summary>
internal sealed class SpoolDirectory(SpoolDirectoryOptions options, ComponentContext context)
{
    private static readonly EnumerationOptions EveryEntry = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly string _root = JavaPath.Normalise(options.SpoolDir);
    private readonly string _tracker = options.TrackerDir.StartsWith('/')
        ? JavaPath.Normalise(options.TrackerDir)
        : JavaPath.Combine(JavaPath.Normalise(options.SpoolDir), JavaPath.Normalise(options.TrackerDir));
    private readonly UndecodableNames _undecodable = new(context);
    private readonly HashSet<string> _skipped = new(StringComparer.Ordinal);
    private List<SpoolFile> _listed = [];
    private int _next;
    private long _listedAt;

    /// <summary>The file with the position in the file that is being read.</summary>
    public string PositionPath => JavaPath.Combine(_tracker, ".flumespool-main.meta");

    /// <summary>Sees to it that the directories are there and can be written.</summary>
    /// <exception cref="IOException">They cannot.</exception>
    public void Prepare()
    {
        if (File.Exists(_root))
            throw new IOException($"Path is not a directory: {JavaPath.Absolute(_root)}");
        if (!Directory.Exists(_root))
            throw new IOException($"Directory does not exist: {JavaPath.Absolute(_root)}");
        if (options.TrackingPolicy == TrackingPolicy.Rename)
            TryWriting();
        if (!Directory.Exists(_tracker))
        {
            if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(_tracker))))
                throw new IOException($"Unable to mkdir nonexistent meta directory {_tracker}");
            Directory.CreateDirectory(_tracker);
        }
        if (new FileInfo(PositionPath) is { Exists: true, Length: 0 } empty)
            empty.Delete();
    }

    /// <summary>
    /// The next file, or null: there is none. The directory is listed anew when all was read, and when the last list is older than
    /// pollDelay, so that the order holds while files arrive; in random order only when all was read.
    /// </summary>
    public SpoolFile? Next()
    {
        var isOld = options.ConsumeOrder != ConsumeOrder.Random
            && context.Time.GetElapsedTime(_listedAt).TotalMilliseconds >= options.PollDelay;
        if (_next >= _listed.Count || isOld)
            List();
        return _next < _listed.Count ? _listed[_next++] : null;
    }

    /// <summary>Leaves a file that could not be opened out until all others were read.</summary>
    public void SkipUntilListed(SpoolFile file) => _skipped.Add(file.Path);

    /// <summary>Marks or deletes a file that was read to its end.</summary>
    /// <exception cref="InvalidOperationException">It changed, or was there before.</exception>
    public void Retire(SpoolFile file)
    {
        var now = FileStatus.Of(file.Path);
        if (now is not { } status || (status.ModifiedMillis, status.ModifiedNanos) != file.Modified)
            throw new InvalidOperationException($"File has been modified since being read: {file.Path}");
        if (status.Size != file.Size)
            throw new InvalidOperationException($"File has changed size since being read: {file.Path}");
        if (options.DeletePolicy == DeletePolicy.Immediate)
            Delete(file);
        else if (options.TrackingPolicy == TrackingPolicy.Rename)
            Rename(file);
        else
            Mark(file);
    }

    private void TryWriting()
    {
        var canary = JavaPath.Combine(_root, $"flume-spooldir-perm-check-{Guid.NewGuid():N}.canary");
        try
        {
            File.WriteAllText(canary, "testing flume file permissions\n");
            _ = File.ReadAllText(canary);
            File.Delete(canary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"Unable to read and modify files in the spooling directory: {_root}: {failure.Message}", failure);
        }
    }

    private void Delete(SpoolFile file)
    {
        context.Logger.LogInformation("Preparing to delete file {File}", file.Path);
        File.Delete(file.Path);
        File.Delete(PositionPath);
    }

    private void Rename(SpoolFile file)
    {
        var completed = file.Path + options.FileSuffix;
        context.Logger.LogInformation("Preparing to move file {File} to {Completed}", file.Path, completed);
        RefuseExisting(completed);
        File.Move(file.Path, completed);
        File.Delete(PositionPath);
    }

    private void Mark(SpoolFile file)
    {
        var marker = MarkerOf(file.Path);
        context.Logger.LogInformation("Preparing to create tracker file for {File} at {Marker}", file.Path, marker);
        RefuseExisting(marker);
        Directory.CreateDirectory(Path.GetDirectoryName(marker)!);
        using var made = File.Create(marker);
    }

    private static void RefuseExisting(string path)
    {
        if (Path.Exists(path))
            throw new InvalidOperationException(
                $"File name has been re-used with different files. Spooling assumptions violated for {path}");
    }

    private string MarkerOf(string path) => JavaPath.Combine(_tracker, path[_root.Length..].TrimStart('/') + options.FileSuffix);

    private void List()
    {
        var files = new List<SpoolFile>();
        List(_root, files);
        if (_next >= _listed.Count)
            _skipped.Clear();
        else
            files.RemoveAll(file => _skipped.Contains(file.Path));
        if (options.ConsumeOrder != ConsumeOrder.Random)
            files.Sort(options.ConsumeOrder == ConsumeOrder.Oldest ? ByAge : static (one, other) => Youngest(one, other));
        (_listed, _next, _listedAt) = (files, 0, context.Time.GetTimestamp());
    }

    private static int ByAge(SpoolFile one, SpoolFile other)
    {
        var age = one.Modified.Millis.CompareTo(other.Modified.Millis);
        return age != 0 ? age : string.CompareOrdinal(one.Name, other.Name);
    }

    private static int Youngest(SpoolFile one, SpoolFile other)
    {
        var age = other.Modified.Millis.CompareTo(one.Modified.Millis);
        return age != 0 ? age : string.CompareOrdinal(one.Name, other.Name);
    }

    // A directory that cannot be listed does not keep the others from being read.
    private void List(string directory, List<SpoolFile> files)
    {
        try
        {
            var entries = new FileSystemEnumerable<(string Name, bool IsDirectory, bool IsLink)>(
                directory, static (ref entry) => (entry.FileName.ToString(), entry.IsDirectory, entry.Attributes.HasFlag(FileAttributes.ReparsePoint)),
                EveryEntry);
            foreach (var (name, isDirectory, isLink) in entries)
            {
                if (!isDirectory)
                    AddCandidate(directory, name, files);
                else if (options.RecursiveDirectorySearch && !isLink && !name.StartsWith('.') && !options.IgnorePattern.Matches(name))
                    List(JavaPath.Combine(directory, name), files);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            context.Counters[CounterNames.GenericProcessingFail].Increment();
            context.Problems.Report(
                $"I/O exception occurred while listing directories. Files already matched will be returned. {directory}", failure);
        }
    }

    private void AddCandidate(string directory, string name, List<SpoolFile> files)
    {
        if (name.StartsWith('.') || name.EndsWith(options.FileSuffix, StringComparison.Ordinal)
            || !options.IncludePattern.Matches(name) || options.IgnorePattern.Matches(name))
            return;
        var path = JavaPath.Combine(directory, name);
        if (options.TrackingPolicy == TrackingPolicy.Tracker_Dir && File.Exists(MarkerOf(path)))
            return;
        if (FileStatus.Of(path) is not { } status)
            _undecodable.Tell(path);
        else if (status.IsRegular)
            files.Add(new SpoolFile(path, name, status.Size, (status.ModifiedMillis, status.ModifiedNanos)));
    }
}
