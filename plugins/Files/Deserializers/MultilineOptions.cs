using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Files.Deserializers;

/// <summary>Options of <see cref="MultilineDeserializer"/>.</summary>
public sealed class MultilineOptions : IOptionRules
{
    /// <summary>Found in every line that begins an event.</summary>
    [Option("startPattern", Summary = "A line in which this is found begins an event; the others go on with the one before.")]
    public JavaPattern? StartPattern { get; init; }

    /// <summary>Found in every line that goes on with the event before it.</summary>
    [Option("continuationPattern", Summary = "A line in which this is found goes on with the event before it; the others begin one.")]
    public JavaPattern? ContinuationPattern { get; init; }

    /// <summary>The most lines of an event.</summary>
    [Option("maxLines", Default = 500, Unit = "lines", Summary = "The most lines of an event; the next line begins another one.")]
    [Range(1, int.MaxValue)]
    public int MaxLines { get; init; }

    /// <summary>The most bytes of an event.</summary>
    [Option("maxLength", Default = 1024 * 1024, Unit = "bytes",
        Summary = "The most bytes of an event; what does not fit begins another one, and a line that is longer by itself is cut.")]
    [Range(4, 1_000_000_000)]
    public int MaxLength { get; init; }

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check()
    {
        if (StartPattern is null == ContinuationPattern is null)
            yield return new OptionError("startPattern", "give either startPattern or continuationPattern: which lines begin an event, or which go on with one.");
    }
}
