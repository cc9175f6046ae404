using FlumePlug.Hdfs.Files;

namespace FlumePlug.Hdfs.FileSystems;

/// <summary>
/// What the sink needs of a file system. Paths begin with /. Safe for concurrent calls for different files. Whatever fails is an
/// <see cref="IOException"/> or a cancellation.
/// </summary>
internal interface IFileSystem
{
    /// <summary>Adds to a file; when it returns, the bytes are in it and it is closed.</summary>
    /// <param name="create">Makes the file, and the directories above it.</param>
    /// <returns>The replicas of its newest block, if the file system counts them; else <see cref="int.MaxValue"/>.</returns>
    /// <exception cref="FileExistsException">The file to be made is there already.</exception>
    /// <exception cref="PathRefusedException">No file can ever be made there.</exception>
    ValueTask<int> AppendAsync(string path, AppendBuffer bytes, bool create, CancellationToken cancellationToken);

    /// <summary>Gives a file its last name; nothing to do when that was done before.</summary>
    /// <exception cref="FileExistsException">There is another file of that name.</exception>
    /// <exception cref="FileNotFoundException">There is neither of them.</exception>
    ValueTask RenameAsync(string path, string target, CancellationToken cancellationToken);

    /// <summary>Cuts a file back to a length that it once had; to 0: deletes it. Nothing to do when it is not there.</summary>
    /// <returns>Whether that is done; if not, it goes on by itself: ask again.</returns>
    ValueTask<bool> CutBackAsync(string path, long length, CancellationToken cancellationToken);
}

/// <summary>A path is none that a file can have, such as one below another file.</summary>
internal sealed class PathRefusedException(string path, Exception cause) : IOException($"There can be no {path}: {cause.Message}", cause);

/// <summary>There is a file of that name already.</summary>
internal sealed class FileExistsException(string path) : IOException($"{path} is there already.");
