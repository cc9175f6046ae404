using System.Buffers;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Deserializers;

/// <summary>
/// One event per line of text (Flume's LineDeserializer): a line ends with <c>\n</c>, a <c>\r</c> before it stays. A longer line
/// than allowed is cut, and the rest becomes further events.
/// </summary>
/// <remarks>Unlike Flume, a line of exactly the longest length is not followed by an empty event, and no character is cut in two.</remarks>
[Deserializer("line", Aliases = ["org.apache.flume.serialization.LineDeserializer$Builder"], Summary = "One event per line of text.")]
public sealed class LineDeserializer(LineDeserializerOptions options, ComponentContext context) : IEventDeserializer
{
    private readonly BodyCharset _bodies = new(options.OutputCharset);

    /// <inheritdoc/>
    public bool ReadsText => true;

    /// <inheritdoc/>
    public SequencePosition Read(ReadOnlySequence<byte> bytes, bool ended, EventBatch batch, int max)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var text = Contiguous.Of(bytes);
        var used = 0;
        for (var read = 0; read < max && TryTake(text[used..], ended, out var line, out var taken); read++)
        {
            _bodies.Add(batch, line);
            used += taken;
        }
        return bytes.GetPosition(used);
    }

    private bool TryTake(ReadOnlySpan<byte> text, bool ended, out ReadOnlySpan<byte> line, out int taken)
    {
        var end = text.IndexOf((byte)'\n');
        line = end < 0 ? text : text[..end];
        taken = end < 0 ? text.Length : end + 1;
        if (line.Length <= options.MaxLineLength)
            return end >= 0 || (ended && !text.IsEmpty);
        var cut = CharacterCount.BytesOf(line, options.MaxLineLength);
        if (cut == line.Length)
            return end >= 0 || ended;
        context.Problems.Report($"Line length exceeds max ({options.MaxLineLength}), truncating line!", level: LogLevel.Warning);
        line = line[..cut];
        taken = cut;
        return true;
    }
}
