using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Files.Tailing;

/// <summary>Options of <see cref="TaildirSource"/>.</summary>
public sealed class TaildirOptions : PollingOptions, IOptionRules
{
    /// <summary>The names of the groups.</summary>
    [Option("filegroups", Required = true, Summary = "The names of the groups of files.")]
    public IReadOnlyList<string> FileGroups { get; init; } = null!;

    /// <summary>The files of each group.</summary>
    [Option("filegroups.",
        Summary = "filegroups.GROUP = a directory and, as the last element of the path, a regular expression for whole names of files.")]
    public IReadOnlyDictionary<string, string>? GroupPaths { get; init; }

    /// <summary>Headers of each group.</summary>
    [Option("headers.", Summary = "headers.GROUP.NAME = value: a header of every event of a group.")]
    public IReadOnlyDictionary<string, string>? GroupHeaders { get; init; }

    /// <summary>Where positions are kept.</summary>
    [Option("positionFile", Summary = "Where positions are kept, as Flume keeps them; default ~/.flume/taildir_position.json.")]
    public string? PositionFile { get; init; }

    /// <summary>Whether events tell where their line begins.</summary>
    [Option("byteOffsetHeader", Default = false, Summary = "Whether a header byteoffset tells where in the file the line begins.")]
    public bool ByteOffsetHeader { get; init; }

    /// <summary>Whether files that are there at the start begin at their end.</summary>
    [Option("skipToEnd", Default = false, Summary = "Files that are there at the start and have no position begin at their end.")]
    public bool SkipToEnd { get; init; }

    /// <summary>How long a file may stay as it is before it is closed.</summary>
    [Option("idleTimeout", Default = 120_000, Unit = "ms",
        Summary = "A file that did not change for so long is closed; a last line without a newline is delivered then.")]
    [Range(0, int.MaxValue)]
    public int IdleTimeout { get; init; }

    /// <summary>How often positions are written.</summary>
    [Option("writePosInterval", Default = 3000, Unit = "ms", Summary = "How often positions are written.")]
    [Range(1, int.MaxValue)]
    public int WritePosInterval { get; init; }

    /// <summary>The most events of one put.</summary>
    [Option("batchSize", Default = 100, Unit = "events", Summary = "The most events of one transaction.")]
    [BatchSize, Range(1, int.MaxValue)]
    public int BatchSize { get; init; }

    /// <summary>The most batches of one file before the others have their turn.</summary>
    [Option("maxBatchCount", Default = long.MaxValue, Unit = "batches",
        Summary = "The most batches of one file before the others have their turn; 0 or less: no limit.")]
    public long MaxBatchCount { get; init; }

    /// <summary>Whether directories are listed only when they changed.</summary>
    [Option("cachePatternMatching", Default = true, Summary = "Directories are listed again only when they changed.")]
    public bool CachePatternMatching { get; init; }

    /// <summary>Whether events tell their file.</summary>
    [Option("fileHeader", Default = false, Summary = "Whether a header tells the absolute path of the file.")]
    public bool FileHeader { get; init; }

    /// <summary>The name of the header with the path.</summary>
    [Option("fileHeaderKey", Default = "file", Summary = "The name of the header with the path.")]
    public string FileHeaderKey { get; init; } = null!;

    /// <summary>The longest line.</summary>
    [Option("maxLineLength", Default = 16 * 1024 * 1024, Unit = "bytes",
        Summary = "The longest line; a longer one is cut, and the rest becomes further events. Flume has no limit.")]
    [Range(1, 1_000_000_000)]
    public int MaxLineLength { get; init; }

    /// <summary>Found in every line that begins an event.</summary>
    [Option("multiline.startPattern", Summary = "Several lines are one event: a line in which this is found begins it.")]
    public JavaPattern? StartPattern { get; init; }

    /// <summary>Found in every line that goes on with the event before it.</summary>
    [Option("multiline.continuationPattern",
        Summary = "Several lines are one event: a line in which this is found goes on with the event before it.")]
    public JavaPattern? ContinuationPattern { get; init; }

    /// <summary>The most lines of an event.</summary>
    [Option("multiline.maxLines", Default = 500, Unit = "lines", Summary = "The most lines of an event of several lines.")]
    [Range(1, int.MaxValue)]
    public int MaxLines { get; init; }

    /// <summary>The most bytes of an event of several lines.</summary>
    [Option("multiline.maxLength", Default = 1024 * 1024, Unit = "bytes", Summary = "The most bytes of an event of several lines.")]
    [Range(4, 1_000_000_000)]
    public int MaxLength { get; init; }

    /// <summary>How long an event waits for its next line.</summary>
    [Option("multiline.timeout", Default = 1000, Unit = "ms", Summary = "How long the last event of several lines waits for another line.")]
    [Range(1, int.MaxValue)]
    public int Timeout { get; init; }

    internal bool IsMultiline => StartPattern is not null || ContinuationPattern is not null;

    internal string PositionPath => PositionFile
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".flume", "taildir_position.json");

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check()
    {
        if (!FileGroups.Any(name => GroupPaths?.ContainsKey(name) == true))
            yield return new OptionError("filegroups", "Mapping for tailing files is empty or invalid: 'filegroups.'");
        foreach (var name in GroupHeaders?.Keys ?? [])
            if (name.IndexOf('.') is < 1)
                yield return new OptionError($"headers.{name}", "it must be headers.GROUP.NAME.");
        foreach (var (name, path) in GroupPaths ?? new Dictionary<string, string>())
            if (FileGroup.ProblemOf(path) is { } problem)
                yield return new OptionError($"filegroups.{name}", problem);
        if (StartPattern is not null && ContinuationPattern is not null)
            yield return new OptionError("multiline.startPattern", "give either multiline.startPattern or multiline.continuationPattern.");
    }
}
