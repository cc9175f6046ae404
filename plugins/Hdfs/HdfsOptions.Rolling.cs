using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Hdfs;

/// <summary>When files end, and how often they are written to.</summary>
public sealed partial class HdfsOptions
{
    /// <summary>How long a file is written.</summary>
    [Option("hdfs.rollInterval", Default = 30L, Unit = "s", Summary = "End a file so long after its first event; 0: never for its age.")]
    public long RollInterval { get; init; }

    /// <summary>How large a file becomes.</summary>
    [Option("hdfs.rollSize", Default = 1024L, Unit = "bytes", Summary = "End a file with so many bytes of bodies; 0: never for its size.")]
    public long RollSize { get; init; }

    /// <summary>How many events a file holds.</summary>
    [Option("hdfs.rollCount", Default = 10L, Unit = "events", Summary = "End a file with so many events; 0: never for its events.")]
    public long RollCount { get; init; }

    /// <summary>How long a file waits for events.</summary>
    [Option("hdfs.idleTimeout", Default = 0, Unit = "s", Summary = "End a file that got no events for so long; 0: never.")]
    public int IdleTimeout { get; init; }

    /// <summary>How many files are written at a time.</summary>
    [Option("hdfs.maxOpenFiles", Default = 5000, Summary = "Most files in use; the one that got no events for longest is ended first.")]
    [Range(1, int.MaxValue)]
    public int MaxOpenFiles { get; init; }

    /// <summary>The fewest replicas.</summary>
    [Option("hdfs.minBlockReplicas", Summary = "End a file whose newest block has fewer replicas; not looked at when it is not given.")]
    [Range(0, int.MaxValue)]
    public int? MinBlockReplicas { get; init; }

    /// <summary>How often ending a file is tried.</summary>
    [Option("hdfs.closeTries", Default = int.MaxValue, Summary = "How often to try to end and rename a file; 0: until it works.")]
    public int CloseTries { get; init; }

    /// <summary>How long between these tries.</summary>
    [Option("hdfs.retryInterval", Default = 180L, Unit = "s", Summary = "Time between tries to end a file; 0: a single try.")]
    public long RetryInterval { get; init; }

    /// <summary>The most events of one transaction.</summary>
    [Option("hdfs.batchSize", Default = 100, Unit = "events", Summary = "Most events of one transaction.")]
    [Range(1, int.MaxValue, ErrorMessage = "batchSize must be greater than 0")]
    [BatchSize]
    public int BatchSize { get; init; }

    /// <summary>Ours: the most bytes of transactions that wait for one append.</summary>
    [Option("hdfs.appendBytes", Default = 32 * 1024 * 1024, Unit = "bytes",
        Summary = "Most bytes of events that are gathered before they are appended.")]
    [Range(1, 1 << 30)]
    public int AppendBytes { get; init; }

    /// <summary>Ours: the longest that transactions wait for one append.</summary>
    [Option("hdfs.appendInterval", Default = 1000L, Unit = "ms",
        Summary = "Longest time that events are gathered before they are appended; with none waiting they are appended at once.")]
    [Range(0L, long.MaxValue)]
    public long AppendInterval { get; init; }

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check()
    {
        if (KerberosPrincipal is not null || KerberosKeytab is not null)
            yield return new(KerberosPrincipal is null ? "hdfs.kerberosKeytab" : "hdfs.kerberosPrincipal",
                "Kerberos is not available: let the sink write through a gateway that logs in for it (docs/hdfs.md, Kerberos).");
        if (WriteFormat is not ("Writable" or "Text"))
            yield return new("hdfs.writeFormat", $"{WriteFormat} is not available: use Writable or Text (as they are written here).");
        foreach (var error in Naming.PathTemplate.Check("hdfs.path", Path).Concat(Naming.PathTemplate.Check("hdfs.filePrefix", FilePrefix)))
            yield return error;
        if (CodecError() is { } codec)
            yield return codec;
        if (Round && Naming.TimeRounding.RangeError(RoundUnit, RoundValue) is { } range)
            yield return new("hdfs.roundValue", range);
    }

    private OptionError? CodecError()
    {
        if (Codec is null)
            return FileType == HdfsFileType.CompressedStream
                ? new("hdfs.codeC", "It's essential to set compress codec when fileType is: CompressedStream") : null;
        if (FileType == HdfsFileType.DataStream)
            return new("hdfs.codeC", "fileType: DataStream which does NOT support compressed output. "
                + "Please don't set codeC or change the fileType if compressed output is desired.");
        if (!Codecs.Codec.IsKnown(Codec, out var why))
            return new("hdfs.codeC", why);
        return FileType == HdfsFileType.CompressedStream && Codecs.Codec.Find(Codec) is null
            ? new("hdfs.codeC", "It's essential to set compress codec when fileType is: CompressedStream") : null;
    }
}
