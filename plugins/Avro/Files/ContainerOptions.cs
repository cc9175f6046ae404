using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;
using FlumePlug.Wire.Avro.Containers;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Avro;

/// <summary>What the serializers of container files can be told.</summary>
public class ContainerOptions
{
    /// <summary>About how large blocks are.</summary>
    [Option("syncIntervalBytes", Default = 2_048_000, Unit = "bytes", Summary = "About how large a block is before it is ended.")]
    [Range(32, 1 << 30)]
    public int SyncIntervalBytes { get; init; }

    /// <summary>How blocks are compressed.</summary>
    [Option("compressionCodec", Default = "null", Summary = "How blocks are compressed: null, deflate or snappy.")]
    public string CompressionCodec { get; init; } = null!;

    /// <exception cref="ConfigurationException">It is one of Avro's that is not available.</exception>
    internal AvroCodec Codec(ComponentContext context)
    {
        if (AvroCodec.Find(CompressionCodec) is { } codec)
            return codec;
        if (CompressionCodec is "bzip2" or "xz" or "zstandard")
            throw new ConfigurationException($"compressionCodec {CompressionCodec} is not available: use null, deflate or snappy");
        context.Problems.Report($"Unable to instantiate avro codec with name ({CompressionCodec}). Compression disabled.", level: LogLevel.Warning);
        return AvroCodec.Null;
    }
}

/// <summary>What an <see cref="AvroEventSerializer"/> can be told.</summary>
public sealed class AvroEventOptions : ContainerOptions
{
    /// <summary>The schema of events without a header that gives one.</summary>
    [Option("schemaURL", Summary = "URL of the schema where no header gives one: file: or http:.")]
    public string? SchemaUrl { get; init; }
}
