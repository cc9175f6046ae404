using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Deserializers;

/// <summary>
/// Finds the lines that make one event. An event ends before the line that begins the next one, at a limit, or with the text; its
/// body is the lines as they are, without the last line end (<c>\n</c> or <c>\r\n</c>).
/// </summary>
internal sealed class LineGroups(MultilineOptions options, ComponentContext context)
{
    private readonly Regex _pattern = (options.StartPattern ?? options.ContinuationPattern)!.Regex;
    private readonly bool _foundContinues = options.StartPattern is null;

    /// <summary>Takes the next event off a text; false: it is not known yet where it ends.</summary>
    public bool TryTake(ReadOnlySpan<byte> text, bool ended, out ReadOnlySpan<byte> body, out int taken)
    {
        taken = 0;
        for (var lines = 0; lines < options.MaxLines; lines++)
        {
            var end = text[taken..].IndexOf((byte)'\n');
            var line = end < 0 ? text[taken..] : text.Slice(taken, end);
            if (end < 0 && line.IsEmpty)
                return End(text, ended && taken > 0, taken, out body);
            // A \r may be half of the line's end, as long as nothing stands behind it.
            var length = end < 0 && ended ? line.Length : Content(line).Length;
            if (taken + length > options.MaxLength)
                return lines == 0 ? Cut(text, out body, out taken) : End(text, true, taken, out body);
            if (end < 0 && !ended)
                return End(text, false, taken, out body);
            if (lines > 0 && BeginsEvent(line))
                break;
            taken += line.Length + (end < 0 ? 0 : 1);
        }
        return End(text, true, taken, out body);
    }

    /// <summary>A line without the <c>\r</c> of its end.</summary>
    public static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> line) => line.EndsWith("\r"u8) ? line[..^1] : line;

    private bool Cut(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> body, out int taken)
    {
        context.Problems.Report($"A line is longer than {options.MaxLength} bytes (maxLength) and is cut.", level: LogLevel.Warning);
        taken = options.MaxLength;
        for (var back = 0; back < 3 && (text[taken] & 0xC0) == 0x80; back++)
            taken--;
        body = text[..taken];
        return true;
    }

    private static bool End(ReadOnlySpan<byte> text, bool isEvent, int taken, out ReadOnlySpan<byte> body)
    {
        body = text[..taken];
        if (body.EndsWith("\n"u8))
            body = Content(body[..^1]);
        return isEvent;
    }

    private bool BeginsEvent(ReadOnlySpan<byte> line)
    {
        var chars = ArrayPool<char>.Shared.Rent(line.Length);
        try
        {
            var count = Encoding.UTF8.GetChars(Content(line), chars);
            return _pattern.IsMatch(chars.AsSpan(0, count)) != _foundContinues;
        }
        catch (RegexMatchTimeoutException slow)
        {
            context.Problems.Report($"The pattern {_pattern} takes too long on a line, which is taken as not found:", slow, LogLevel.Warning);
            return _foundContinues;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }
}
