using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Hdfs;

/// <summary>How the files of an <see cref="HdfsSink"/> are written.</summary>
public enum HdfsFileType
{
    /// <summary>Hadoop's SequenceFile: a key with the time and a value for each event.</summary>
    SequenceFile,

    /// <summary>What the serializer writes.</summary>
    DataStream,

    /// <summary>What the serializer writes, compressed.</summary>
    CompressedStream,
}

/// <summary>What an <see cref="HdfsSink"/> can be told: where and what it writes, and how it talks to HDFS.</summary>
public sealed partial class HdfsOptions : IOptionRules
{
    /// <summary>The directory.</summary>
    [Option("hdfs.path", Required = true,
        Summary = "The directory, with escapes: hdfs:, webhdfs:, swebhdfs: or file:; without a scheme fs.defaultFS says.")]
    public string Path { get; init; } = null!;

    /// <summary>What file names begin with.</summary>
    [Option("hdfs.filePrefix", Default = "FlumeData", Summary = "What file names begin with, with escapes.")]
    public string FilePrefix { get; init; } = null!;

    /// <summary>What file names end with.</summary>
    [Option("hdfs.fileSuffix", Default = "", Summary = "What file names end with, dot included; replaces the codec's extension.")]
    public string FileSuffix { get; init; } = null!;

    /// <summary>What names begin with while a file is written.</summary>
    [Option("hdfs.inUsePrefix", Default = "", Summary = "What the name begins with while the file is written.")]
    public string InUsePrefix { get; init; } = null!;

    /// <summary>What names end with while a file is written.</summary>
    [Option("hdfs.inUseSuffix", Summary = "What the name ends with while the file is written; .tmp when it is not given.")]
    public string? InUseSuffix { get; init; }

    /// <summary>Whether nothing is added at the end while a file is written.</summary>
    [Option("hdfs.emptyInUseSuffix", Default = false, Summary = "Add nothing to the end of the name while the file is written.")]
    public bool EmptyInUseSuffix { get; init; }

    /// <summary>Whether times in names are rounded down.</summary>
    [Option("hdfs.round", Default = false, Summary = "Round times in names down (not %t).")]
    public bool Round { get; init; }

    /// <summary>To a multiple of what.</summary>
    [Option("hdfs.roundValue", Default = 1, Summary = "Round down to a multiple of this: 1 to 60 seconds or minutes, 1 to 24 hours.")]
    public int RoundValue { get; init; }

    /// <summary>In which unit.</summary>
    [Option("hdfs.roundUnit", Default = "second", Summary = "Unit of the rounding: second, minute or hour; with another there is none.")]
    public string RoundUnit { get; init; } = null!;

    /// <summary>The time zone of names.</summary>
    [Option("hdfs.timeZone", Summary = "Time zone of names, such as Europe/Berlin; the agent's own when it is not given.")]
    public string? TimeZone { get; init; }

    /// <summary>Whether the agent's clock counts instead of the events' timestamps.</summary>
    [Option("hdfs.useLocalTimeStamp", Default = false, Summary = "Take the agent's clock for names instead of the header timestamp.")]
    public bool UseLocalTimeStamp { get; init; }

    /// <summary>The kind of file.</summary>
    [Option("hdfs.fileType", Default = HdfsFileType.SequenceFile, Summary = "SequenceFile, DataStream or CompressedStream.")]
    public HdfsFileType FileType { get; init; }

    /// <summary>The codec's name.</summary>
    [Option("hdfs.codeC", Summary = "Compression: gzip, bzip2, deflate, snappy, lz4, or Hadoop's class name; none.")]
    public string? Codec { get; init; }

    /// <summary>What values of a SequenceFile are.</summary>
    [Option("hdfs.writeFormat", Default = "Writable", Summary = "Values of a SequenceFile: Writable (BytesWritable) or Text.")]
    public string WriteFormat { get; init; } = null!;

    /// <summary>Flume's options of the write format; ours has none.</summary>
    [Option("writeFormat.", Summary = "Accepted for Flume's sake: Writable and Text have no options.")]
    public IReadOnlyDictionary<string, string> WriteFormatOptions { get; init; } = null!;

    /// <summary>How events are written to a stream.</summary>
    [Slot("serializer", Default = "TEXT", Summary = "How events are written to a DataStream or CompressedStream.")]
    public Slot<IEventSerializer> Serializer { get; init; } = null!;

    /// <summary>The user to act as.</summary>
    [Option("hdfs.proxyUser", Summary = "The user to act as (doas); HADOOP_USER_NAME or the agent's own user must be allowed to.")]
    public string? ProxyUser { get; init; }

    /// <summary>Kerberos; not available.</summary>
    [Option("hdfs.kerberosPrincipal", Summary = "Refused: Kerberos is not available yet.")]
    public string? KerberosPrincipal { get; init; }

    /// <summary>Kerberos; not available.</summary>
    [Option("hdfs.kerberosKeytab", Summary = "Refused: Kerberos is not available yet.")]
    public string? KerberosKeytab { get; init; }

    /// <summary>The longest that a call may take.</summary>
    [Option("hdfs.callTimeout", Default = 30_000L, Unit = "ms", Summary = "Longest time of a call to HDFS; 0: no limit.")]
    public long CallTimeout { get; init; }

    /// <summary>How many calls at a time.</summary>
    [Option("hdfs.threadsPoolSize", Default = 10, Summary = "Most files that are written or renamed at the same time.")]
    [Range(1, 10_000)]
    public int ThreadsPoolSize { get; init; }

    /// <summary>Flume's; files are rolled by the sink's own runner.</summary>
    [Option("hdfs.rollTimerPoolSize", Default = 1, Summary = "Accepted for Flume's sake: rolling needs no threads of its own.")]
    public int RollTimerPoolSize { get; init; }

    /// <summary>Flume's; local files never have checksum files beside them.</summary>
    [Option("hdfs.useRawLocalFileSystem", Default = false,
        Summary = "Accepted for Flume's sake: local files never get .crc files beside them.")]
    public bool UseRawLocalFileSystem { get; init; }

    /// <summary>Ours: where Hadoop's configuration is.</summary>
    [Option("hdfs.hadoopConfDir", Summary = "Folder of core-site.xml and hdfs-site.xml; the variable HADOOP_CONF_DIR when it is not given.")]
    public string? HadoopConfDir { get; init; }
}
