namespace FlumePlug.AvroClient;

/// <summary>The files of a directory, oldest first, as a spooling directory source takes them; one that is sent is renamed.</summary>
internal static class SpoolDirectory
{
    private const string Completed = ".COMPLETED";

    /// <exception cref="IOException">A file cannot be read or renamed.</exception>
    public static async Task SendAsync(string directory, LineSender sender, CancellationToken cancellationToken)
    {
        var files = new DirectoryInfo(directory).GetFiles()
            .Where(file => !file.Name.StartsWith('.') && !file.Name.EndsWith(Completed, StringComparison.Ordinal))
            .OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal);
        foreach (var file in files)
        {
            await using (var lines = file.OpenRead())
                await sender.SendAsync(lines, cancellationToken);
            File.Move(file.FullName, file.FullName + Completed);
        }
    }
}
