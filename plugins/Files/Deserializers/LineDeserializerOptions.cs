using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Files.Deserializers;

/// <summary>Options of <see cref="LineDeserializer"/>.</summary>
public sealed class LineDeserializerOptions
{
    /// <summary>The longest line.</summary>
    [Option("maxLineLength", Default = 2048, Unit = "characters",
        Summary = "The longest line; a longer one is cut, and the rest becomes further events.")]
    [Range(1, int.MaxValue)]
    public int MaxLineLength { get; init; }

    /// <summary>The charset of the bodies.</summary>
    [Option("outputCharset", Default = "UTF-8", Summary = "The charset of the bodies.")]
    public Charset OutputCharset { get; init; } = null!;
}
