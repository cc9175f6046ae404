using FlumePlug.Files.Deserializers;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tailing;

/// <summary>Finds the next event in the bytes of a log: a line, without the <c>\r</c> before its end, or several lines.</summary>
internal sealed class LogLines(TaildirOptions options, ComponentContext context)
{
    private readonly LineGroups? _groups = !options.IsMultiline ? null : new LineGroups(
        new MultilineOptions
        {
            StartPattern = options.StartPattern,
            ContinuationPattern = options.ContinuationPattern,
            MaxLines = options.MaxLines,
            MaxLength = options.MaxLength,
        },
        context);

    /// <summary>Takes an event off the front.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="ended">Whether the end of the bytes ends the last event.</param>
    /// <param name="body">The event.</param>
    /// <param name="taken">How many bytes it was.</param>
    public bool TryTake(ReadOnlySpan<byte> text, bool ended, out ReadOnlySpan<byte> body, out int taken)
    {
        if (_groups is not null)
            return _groups.TryTake(text, ended, out body, out taken);
        var end = text.IndexOf((byte)'\n');
        body = end < 0 ? text : text[..end];
        taken = end < 0 ? text.Length : end + 1;
        // A \r may be half of the line's end, as long as nothing stands behind it.
        var content = end < 0 && ended ? body : LineGroups.Content(body);
        if (content.Length > options.MaxLineLength)
        {
            context.Problems.Report($"A line is longer than {options.MaxLineLength} bytes (maxLineLength) and is cut.", level: LogLevel.Warning);
            taken = options.MaxLineLength;
            body = text[..taken];
            return true;
        }
        if (end < 0)
            return ended && !text.IsEmpty;
        body = content;
        return true;
    }
}
