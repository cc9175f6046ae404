using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.FileSystem;

/// <summary>Tells once of each file whose name is not valid UTF-8: a path is text here, so that such a file cannot be opened.</summary>
internal sealed class UndecodableNames(ComponentContext context)
{
    private const int MostTold = 1000;
    private const char Replacement = '\uFFFD';

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>A path was listed, but no file is found there.</summary>
    public void Tell(string path)
    {
        if (!path.Contains(Replacement, StringComparison.Ordinal) || _told.Count == MostTold || !_told.Add(path))
            return;
        context.Problems.Report($"{path} is not read: its name is not valid UTF-8. Rename it.", level: LogLevel.Warning);
    }
}
