using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using FlumePlug.Wire.Avro.Containers;
using ICSharpCode.SharpZipLib.BZip2;

namespace FlumePlug.Hdfs.Codecs;

/// <summary>One of Hadoop's compression codecs.</summary>
/// <param name="Name">Its simple class name, such as GzipCodec.</param>
/// <param name="Extension">What names of its files end with.</param>
/// <param name="Begin">A stream that compresses what is written to it, until it is disposed; the other stream stays open.</param>
internal sealed record Codec(string Name, string Extension, Func<Stream, Stream> Begin)
{
    private const string Package = "org.apache.hadoop.io.compress.";

    // What Avro's codec adds to Snappy.
    private const int AvroCrcBytes = 4;

    private static readonly Codec[] All =
    [
        new("BZip2Codec", ".bz2", target => new BZip2OutputStream(target) { IsStreamOwner = false }),
        new("DefaultCodec", ".deflate", Zlib),
        new("DeflateCodec", ".deflate", Zlib),
        new("GzipCodec", ".gz", target => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true)),
        new("Lz4Codec", ".lz4", target => new BlockStream(target, Lz4.Compress)),
        new("SnappyCodec", ".snappy", target => new BlockStream(target, block => AvroCodec.Snappy.Compress(block)[..^AvroCrcBytes])),
    ];

    /// <summary>Its class.</summary>
    public string ClassName => Package + Name;

    /// <summary>The codec of a name: of the class, with or without its package, or what stands before Codec, in any case.</summary>
    public static Codec? Find(string? name) => Array.Find(All, codec =>
        codec.ClassName == name || codec.Name.Equals(name, StringComparison.OrdinalIgnoreCase)
        || codec.Name[..^"Codec".Length].Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it is the name of a codec, or of none; otherwise what is wrong.</summary>
    public static bool IsKnown(string name, [NotNullWhen(false)] out string? why)
    {
        why = name.Equals("none", StringComparison.OrdinalIgnoreCase) || Find(name) is not null ? null
            : $"Unsupported compression codec {name}.  Please choose from: [None, {string.Join(", ", All.Select(codec => codec.Name))}]";
        return why is null;
    }

    private static ZLibStream Zlib(Stream target) => new(target, CompressionLevel.Optimal, leaveOpen: true);
}
