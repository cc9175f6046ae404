using FlumePlug.Sdk;

namespace FlumePlug.Files;

/// <summary>Options of <see cref="RollingFileSink"/>.</summary>
public sealed class FileRollOptions
{
    /// <summary>Where the files are written; must exist.</summary>
    [Option("sink.directory", Required = true, Summary = "The directory of the files; it must exist and be writable.")]
    public string Directory { get; init; } = null!;

    /// <summary>How files are named.</summary>
    [Slot("sink.pathManager", Default = "DEFAULT", Summary = "How files are named.")]
    public Slot<IPathManager> PathManager { get; init; } = null!;

    /// <summary>Seconds per file; 0 or less: one file for ever.</summary>
    [Option("sink.rollInterval", Default = 30L, Unit = "s", Summary = "Seconds per file; 0: a single file, never rolled.")]
    public long RollInterval { get; init; }

    /// <summary>How events are written.</summary>
    [Slot("sink.serializer", Default = "TEXT", Summary = "How events are written.")]
    public Slot<IEventSerializer> Serializer { get; init; } = null!;

    /// <summary>The most events of one transaction.</summary>
    [Option("sink.batchSize", Default = 100, Unit = "events", Summary = "The most events of one transaction; below 1: one.")]
    [BatchSize]
    public int BatchSize { get; init; }
}
