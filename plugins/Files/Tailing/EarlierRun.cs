using FlumePlug.Files.FileSystem;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tailing;

/// <summary>Goes on where an earlier run, ours or Flume's, left off: also in files that were moved since.</summary>
internal sealed class EarlierRun(PositionFile positions, string positionPath, TailedFiles files, ComponentContext context)
{
    private readonly IReadOnlyDictionary<(ulong Inode, long Position), FileHead> _heads = positions.ReadHeads();
    private readonly Dictionary<string, Dictionary<ulong, (string Path, FileStatus Status)>> _listed = new(StringComparer.Ordinal);
    private readonly long _writtenMillis = FileStatus.Of(positionPath)?.ModifiedMillis ?? 0;

    public void TakeOver()
    {
        foreach (var entry in positions.Read())
            if (files.Groups.Of(entry.Path) is not { } group || !TryTakeOver(entry, group))
                context.Logger.LogInformation("Missing file: {Path}, inode: {Inode}, pos: {Position}", entry.Path, entry.Inode, entry.Position);
    }

    private bool TryTakeOver(FilePosition entry, FileGroup group)
    {
        if (FileStatus.Of(entry.Path) is { IsRegular: true } there && there.Id.Inode == entry.Inode)
        {
            Add(entry, group, entry.Path, there, isAway: false);
            return true;
        }
        if (!Beside(entry.Path).TryGetValue(entry.Inode, out var found) || !IsSame(entry, found.Path, found.Status))
            return false;
        var (moved, status) = found;
        var own = files.Groups.Of(moved);
        Add(entry, own ?? group, own is null ? entry.Path : moved, status, isAway: own is null, moved);
        return true;
    }

    // Listed once: of another host's positions none is where it was.
    private Dictionary<ulong, (string Path, FileStatus Status)> Beside(string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        if (!_listed.TryGetValue(directory, out var files))
        {
            _listed[directory] = files = [];
            foreach (var file in Rotation.Beside(path))
                files.TryAdd(file.Status.Id.Inode, file);
        }
        return files;
    }

    // A file at its own path that is not the old one any more is found out when it is read; only a younger one that says nothing
    // about its beginning begins at 0 here.
    private void Add(FilePosition entry, FileGroup group, string path, FileStatus status, bool isAway, string? openAt = null)
    {
        _heads.TryGetValue((entry.Inode, entry.Position), out var head);
        var isYounger = head.Length == 0 && IsYounger(status);
        var file = new TailedFile(group, path, status.Id, isYounger ? 0 : entry.Position) { Head = isYounger ? default : head };
        file.Size = file.Position;
        files.Add(file, isAway);
        if (openAt is not null && isAway)
            Rotation.TryOpen(file, openAt, context);
        context.Logger.LogDebug("Updated position, file: {Path}, inode: {Inode}, pos: {Position}", path, entry.Inode, file.Position);
    }

    private bool IsSame(FilePosition entry, string moved, FileStatus status)
    {
        if (status.Size < entry.Position)
            return false;
        return _heads.TryGetValue((entry.Inode, entry.Position), out var head) && head.Length > 0
            ? Rotation.BeginsLike(moved, head)
            : !IsYounger(status);
    }

    private bool IsYounger(FileStatus status) => status.BornMillis > _writtenMillis;
}
