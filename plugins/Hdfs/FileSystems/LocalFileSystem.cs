using FlumePlug.Hdfs.Files;
using Microsoft.Win32.SafeHandles;

namespace FlumePlug.Hdfs.FileSystems;

/// <summary>
/// The agent's own disks (<c>file:</c>). What was appended is the operating system's: it outlives the process, as with Flume.
/// </summary>
internal sealed class LocalFileSystem : IFileSystem
{
    public ValueTask<int> AppendAsync(string path, AppendBuffer bytes, bool create, CancellationToken cancellationToken)
    {
        using var file = Named(() => Open(path, create));
        var position = RandomAccess.GetLength(file);
        foreach (var piece in bytes.Pieces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RandomAccess.Write(file, piece.Span, position);
            position += piece.Length;
        }
        return ValueTask.FromResult(int.MaxValue);
    }

    public ValueTask RenameAsync(string path, string target, CancellationToken cancellationToken) => Named(() =>
    {
        if (!File.Exists(path))
            return File.Exists(target) ? ValueTask.CompletedTask : throw new FileNotFoundException($"There is no {path}.", path);
        if (File.Exists(target))
            throw new FileExistsException(target);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(path, target, overwrite: false);
        return ValueTask.CompletedTask;
    });

    public ValueTask<bool> CutBackAsync(string path, long length, CancellationToken cancellationToken) => Named(() =>
    {
        if (length == 0)
            File.Delete(path);
        if (length == 0 || !File.Exists(path))
            return ValueTask.FromResult(true);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        if (RandomAccess.GetLength(file) > length)
            RandomAccess.SetLength(file, length);
        return ValueTask.FromResult(true);
    });

    private static SafeFileHandle Open(string path, bool create)
    {
        if (!create)
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        var directory = Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (IOException refusal) when (HasFileAbove(directory) || refusal is PathTooLongException)
        {
            throw new PathRefusedException(path, refusal);
        }
        try
        {
            return File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new FileExistsException(path);
        }
    }

    private static bool HasFileAbove(string? directory) =>
        directory is not null && (File.Exists(directory) || HasFileAbove(Path.GetDirectoryName(directory)));

    private static T Named<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException(refused.Message, refused);
        }
    }
}
