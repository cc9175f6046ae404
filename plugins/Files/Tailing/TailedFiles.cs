using FlumePlug.Files.FileSystem;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tailing;

/// <summary>
/// Every file that is tailed, known by inode. A file that is moved stays the same file: under a name that matches it goes on, under
/// another one, or deleted, it is read to its end as long as it is open. Not safe for concurrent calls.
/// </summary>
internal sealed class TailedFiles : IDisposable
{
    private readonly TaildirOptions _options;
    private readonly ComponentContext _context;
    private readonly LostBytes _lost;
    private readonly UndecodableNames _undecodable;
    private readonly Action<string> _found;
    private readonly KnownFiles _known = new();
    private readonly HashSet<TailedFile> _due = [];

    /// <param name="options">The source's options.</param>
    /// <param name="context">The source's context.</param>
    /// <param name="found">Is told the path of every file that is found.</param>
    public TailedFiles(TaildirOptions options, ComponentContext context, Action<string> found)
    {
        (_options, _context, _found) = (options, context, found);
        Groups = new FileGroups(options);
        Changes = new ChangedPaths(_known, Groups, options, context.Time);
        _lost = new LostBytes(context);
        _undecodable = new UndecodableNames(context);
    }

    public FileGroups Groups { get; }

    /// <summary>What is to be told of changes before <see cref="LookAtTouched"/>.</summary>
    public ChangedPaths Changes { get; }

    /// <summary>The files, those that were moved away first.</summary>
    public IEnumerable<TailedFile> All => _known.All;

    /// <summary>The files to be read now, those that were moved away first; they are due no more.</summary>
    public List<TailedFile> TakeDue()
    {
        var due = new List<TailedFile>(_due.Count);
        due.AddRange(_known.Away.Where(_due.Contains));
        due.AddRange(_due.Where(static file => !file.IsAway));
        _due.Clear();
        return due;
    }

    /// <summary>A file has more to read: it has another turn.</summary>
    public void GoOn(TailedFile file) => _due.Add(file);

    /// <summary>A file of an earlier run, at the path it has now.</summary>
    public void Add(TailedFile file, bool isAway)
    {
        file.MoveTo(file.Path, _options);
        file.IsAway = isAway;
        file.ChangedAt = _context.Time.GetTimestamp();
        if (_known.TryAdd(file) && !isAway)
            _found(file.Path);
    }

    /// <summary>Lists what changed and looks at every file.</summary>
    /// <param name="skipToEnd">Whether files not known begin at their end.</param>
    public void LookAtAll(bool skipToEnd = false)
    {
        var now = _context.Time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var group in Groups.All)
            List(group, now, skipToEnd);
        foreach (var file in All.ToArray())
            Look(file);
    }

    /// <summary>Looks at the files where something happened, and at those that were moved away.</summary>
    public void LookAtTouched()
    {
        foreach (var file in Changes.Touched)
            Look(file);
        foreach (var path in Changes.Appeared)
            if (Groups.Of(path) is { } group && FileStatus.Of(path) is { IsRegular: true } status)
                Discover(group, path, status, skipToEnd: false);
        foreach (var (path, first) in Changes.Moved())
            AddMoved(path, first);
        foreach (var file in _known.Away.ToArray())
            Look(file);
        Changes.Clear();
    }

    /// <summary>A file was cut off: what was not read of it may stand in a copy; it begins at its start again.</summary>
    /// <param name="file">The file.</param>
    /// <param name="size">The size that it has now.</param>
    public void CutOff(TailedFile file, long size)
    {
        if (size < file.Position)
            _context.Logger.LogInformation(
                "Pos {Position} is larger than file size! Restarting from pos 0, file: {Path}, inode: {Inode}",
                file.Position, file.Path, file.Id.Inode);
        else
            _context.Logger.LogInformation(
                "The file begins otherwise than before! Restarting from pos 0, file: {Path}, inode: {Inode}", file.Path, file.Id.Inode);
        var copy = Rotation.FindCopy(file, id => _known.Of(id) is { } known && known.CopyOf != file);
        if (copy is { } found)
            ReadCopy(file, found.Path, found.Status);
        if (file.CopyOf is null)
            _lost.CutOff(file, Math.Max(file.Position, copy?.Status.Size ?? 0));
        file.StartAnew();
        file.Measure(size);
    }

    /// <summary>Forgets a file that was moved away, or closes one that did not change for a while.</summary>
    public void Close(TailedFile file)
    {
        _context.Logger.LogDebug("Closed file: {Path}, inode: {Inode}, pos: {Position}", file.Path, file.Id.Inode, file.Position);
        file.Dispose();
        if (!file.IsAway)
            return;
        _due.Remove(file);
        _known.Forget(file);
    }

    public void Dispose() => _known.Dispose();

    private void List(FileGroup group, long now, bool skipToEnd)
    {
        try
        {
            foreach (var (path, status) in group.List(now, _undecodable) ?? [])
                if (_known.At(path)?.Id != status.Id)
                    Discover(group, path, status, skipToEnd);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _context.Problems.Report(
                $"I/O exception occurred while listing parent directory. Files already matched will be returned. {group.Directory}", failure);
        }
    }

    private void Look(TailedFile file)
    {
        var seen = file.IsAway ? file.Handle is { } handle ? FileStatus.Of(handle) : null : FileStatus.Of(file.PathBytes);
        if (!file.IsAway && (seen is not { IsRegular: true } there || there.Id != file.Id))
        {
            MoveAway(file);
            if (seen is { IsRegular: true } other)
                Discover(file.Group, file.Path, other, skipToEnd: false);
            seen = file.Handle is null ? null : FileStatus.Of(file.Handle);
        }
        if (seen is { } status)
            Judge(file, status);
        else if (file.IsAway)
            Forget(file);
    }

    private void Judge(TailedFile file, FileStatus status)
    {
        var now = (status.Size, status.ModifiedMillis, status.ModifiedNanos);
        if (now != file.SeenAt)
        {
            Compare(file, status.Size);
            (file.SeenAt, file.ChangedAt) = (now, _context.Time.GetTimestamp());
            // A copy is there before it has its bytes.
            if (file.IsUntouched && status.Size > 0)
                Suspect(file, Rotation.OriginalOf(file, status.Size, _known));
        }
        if (file.CopyOf is not null && !Rotation.IsIndependent(file, _context.Time))
            return;
        file.CopyOf = null;
        if (file.IsUnread)
            _due.Add(file);
    }

    // With what was known of the file: a log only grows.
    private void Compare(TailedFile file, long size)
    {
        if (!file.IsAway)
            Rotation.TryOpen(file, file.Path, _context);
        if (size < file.Position || (size < file.Size && file.Position == 0) || !file.BeginsAsBefore())
        {
            CutOff(file, size);
            return;
        }
        _lost.CutOff(file, size);
        file.Measure(size);
    }

    private void Suspect(TailedFile file, TailedFile? original)
    {
        if (file.CopyOf is null)
            file.CopySince = _context.Time.GetTimestamp();
        file.CopyOf = original;
    }

    private void Discover(FileGroup group, string path, FileStatus status, bool skipToEnd)
    {
        if (_known.At(path) is { } before && before.Id != status.Id)
            MoveAway(before);
        if (_known.Of(status.Id) is { } known)
        {
            if (known.Path != path && (known.IsAway || FileStatus.Of(known.PathBytes)?.Id != known.Id))
                Follow(known, path);
            return;
        }
        _context.Logger.LogDebug("Opening file: {Path}, inode: {Inode}", path, status.Id.Inode);
        var file = new TailedFile(group, path, status.Id, skipToEnd ? status.Size : 0);
        // At once: it may be moved out of sight the next moment.
        Rotation.TryOpen(file, path, _context);
        Add(file, isAway: false);
        Judge(file, status);
    }

    private void Follow(TailedFile file, string path)
    {
        _context.Logger.LogInformation("{Path} is {NewPath} now and goes on there, inode: {Inode}", file.Path, path, file.Id.Inode);
        _known.MoveTo(file, path, _options);
        Look(file);
    }

    private void AddMoved(string path, string first)
    {
        if (Groups.Of(first) is not { } group || FileStatus.Of(path) is not { IsRegular: true } status || _known.Of(status.Id) is not null)
            return;
        var file = new TailedFile(group, first, status.Id, 0) { Size = status.Size };
        Rotation.TryOpen(file, path, _context);
        Add(file, isAway: true);
    }

    // A file that is not open any more is looked for under its new name before it is given up.
    private void MoveAway(TailedFile file)
    {
        _known.MoveAway(file);
        if (file.Handle is null && Rotation.FindMoved(file.Path, file.Id.Inode) is { } moved)
            Rotation.TryOpen(file, moved, _context);
    }

    private void Forget(TailedFile file)
    {
        _lost.Gone(file);
        Close(file);
    }

    private void ReadCopy(TailedFile file, string path, FileStatus status)
    {
        if (_known.Of(status.Id) is not { } copy)
        {
            copy = new TailedFile(file.Group, file.Path, status.Id, file.Position);
            Add(copy, isAway: true);
            Rotation.TryOpen(copy, path, _context);
        }
        (copy.CopyOf, copy.Position, copy.Head) = (null, file.Position, file.Head);
        Look(copy);
    }
}
