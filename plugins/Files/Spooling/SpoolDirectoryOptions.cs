using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Files.Spooling;

/// <summary>What happens to a file that was read to its end.</summary>
public enum DeletePolicy
{
    /// <summary>It stays, marked as completed.</summary>
    Never,

    /// <summary>It is deleted.</summary>
    Immediate,
}

/// <summary>How a file that was read to its end is marked.</summary>
public enum TrackingPolicy
{
    /// <summary>It is renamed.</summary>
    Rename,

    /// <summary>An empty file is made in the tracker directory.</summary>
#pragma warning disable CA1707 // The name that users write.
    Tracker_Dir,
#pragma warning restore CA1707
}

/// <summary>Which file is read next.</summary>
public enum ConsumeOrder
{
    /// <summary>The one that was changed first.</summary>
    Oldest,

    /// <summary>The one that was changed last.</summary>
    Youngest,

    /// <summary>As the file system lists them.</summary>
    Random,
}

/// <summary>What bytes that are no text in the charset become.</summary>
public enum DecodeErrorPolicy
{
    /// <summary>The source stops.</summary>
    Fail,

    /// <summary>U+FFFD.</summary>
    Replace,

    /// <summary>Nothing.</summary>
    Ignore,
}

/// <summary>Options of <see cref="SpoolDirectorySource"/>.</summary>
public sealed class SpoolDirectoryOptions : IOptionRules
{
    /// <summary>The directory that is watched.</summary>
    [Option("spoolDir", Required = true, Summary = "The directory in which files are dropped; it must exist.")]
    public string SpoolDir { get; init; } = null!;

    /// <summary>What the names of completed files end with.</summary>
    [Option("fileSuffix", Default = ".COMPLETED", Summary = "What the names of completed files end with.")]
    public string FileSuffix { get; init; } = null!;

    /// <summary>Whether completed files are deleted.</summary>
    [Option("deletePolicy", Default = "never", Summary = "Whether completed files are deleted: never or immediate.")]
    public DeletePolicy DeletePolicy { get; init; }

    /// <summary>How completed files are marked.</summary>
    [Option("trackingPolicy", Default = "rename",
        Summary = "How completed files are marked: rename, or tracker_dir for an empty file in trackerDir.")]
    public TrackingPolicy TrackingPolicy { get; init; }

    /// <summary>Whether events tell their file.</summary>
    [Option("fileHeader", Default = false, Summary = "Whether a header tells the absolute path of the file.")]
    public bool FileHeader { get; init; }

    /// <summary>The name of the header with the path.</summary>
    [Option("fileHeaderKey", Default = "file", Summary = "The name of the header with the path.")]
    public string FileHeaderKey { get; init; } = null!;

    /// <summary>Whether events tell the name of their file.</summary>
    [Option("basenameHeader", Default = false, Summary = "Whether a header tells the name of the file.")]
    public bool BasenameHeader { get; init; }

    /// <summary>The name of the header with the file's name.</summary>
    [Option("basenameHeaderKey", Default = "basename", Summary = "The name of the header with the name of the file.")]
    public string BasenameHeaderKey { get; init; } = null!;

    /// <summary>Which names are read.</summary>
    [Option("includePattern", Default = "^.*$", Summary = "Only files whose whole name matches are read.")]
    public JavaPattern IncludePattern { get; init; } = null!;

    /// <summary>Which names are not read.</summary>
    [Option("ignorePattern", Default = "^$", Summary = "Files whose whole name matches are not read, also if includePattern matches.")]
    public JavaPattern IgnorePattern { get; init; } = null!;

    /// <summary>Where positions and markers are kept.</summary>
    [Option("trackerDir", Default = ".flumespool", Summary = "Where positions and markers are kept; a relative path starts at spoolDir.")]
    public string TrackerDir { get; init; } = null!;

    /// <summary>Which file is read next.</summary>
    [Option("consumeOrder", Default = "oldest", Summary = "Which file is read next: oldest, youngest or random.")]
    public ConsumeOrder ConsumeOrder { get; init; }

    /// <summary>The wait before the directory is looked at again.</summary>
    [Option("pollDelay", Default = 500, Unit = "ms", Summary = "The wait before the directory is looked at again.")]
    [Range(1, int.MaxValue)]
    public int PollDelay { get; init; }

    /// <summary>Whether directories below are read too.</summary>
    [Option("recursiveDirectorySearch", Default = false, Summary = "Whether directories below are read too; links are not followed.")]
    public bool RecursiveDirectorySearch { get; init; }

    /// <summary>The longest wait before a refused batch is put again.</summary>
    [Option("maxBackoff", Default = 4000, Unit = "ms", Summary = "The longest wait before a refused batch is put again.")]
    [Range(0, int.MaxValue)]
    public int MaxBackoff { get; init; }

    /// <summary>The most events of one put.</summary>
    [Option("batchSize", Default = 100, Unit = "events", Summary = "The most events of one transaction.")]
    [BatchSize, Range(1, int.MaxValue)]
    public int BatchSize { get; init; }

    /// <summary>The charset of the files.</summary>
    [Option("inputCharset", Default = "UTF-8", Summary = "The charset of the files, for deserializers that read text.")]
    public Charset InputCharset { get; init; } = null!;

    /// <summary>What malformed text becomes.</summary>
    [Option("decodeErrorPolicy", Default = "FAIL",
        Summary = "Malformed text stops the source (FAIL), becomes U+FFFD (REPLACE) or nothing (IGNORE).")]
    public DecodeErrorPolicy DecodeErrorPolicy { get; init; }

    /// <summary>How files become events.</summary>
    [Slot("deserializer", Default = "LINE", Summary = "How files become events.")]
    public Slot<IEventDeserializer> Deserializer { get; init; } = null!;

    /// <summary>Not used any more.</summary>
    [Option("bufferMaxLines", Default = 100, Summary = "Obsolete, not used.")]
    public int BufferMaxLines { get; init; }

    /// <summary>The old name of the line deserializer's <c>maxLineLength</c>.</summary>
    [Option("bufferMaxLineLength", Summary = "Deprecated: sets deserializer.maxLineLength when the deserializer is LINE.")]
    public int? BufferMaxLineLength { get; init; }

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check()
    {
        if (FileSuffix.Length == 0)
            yield return new OptionError("fileSuffix", "it must not be empty: every file would count as completed.");
    }
}
