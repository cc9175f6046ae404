using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Diagnostics;

/// <summary>
/// The text of an event in a log: headers as Java shows a map, then rows of 16 body bytes in hexadecimal and ASCII, the
/// first row without its offset (Flume's EventHelper over the HexDump of commons-io).
/// </summary>
internal static class EventDump
{
    private const int BytesInRow = 16;

    /// <summary>The text that the logger sink logs.</summary>
    public static string Of(in Event dumped, int mostBytes)
    {
        var body = dumped.Body.Span;
        body = body[..Math.Min(body.Length, mostBytes)];
        var text = new StringBuilder("Event: { headers:");
        JavaMapText.Append(text, dumped.Headers.AsSpan());
        text.Append(" body:");
        for (var offset = 0; offset < body.Length; offset += BytesInRow)
        {
            if (offset > 0)
                text.Append('\n').Append($"{offset:X8}");
            AppendRow(text, body.Slice(offset, Math.Min(BytesInRow, body.Length - offset)));
        }
        return text.Append(" }").ToString();
    }

    private static void AppendRow(StringBuilder text, ReadOnlySpan<byte> row)
    {
        text.Append(' ');
        foreach (var shown in row)
            text.Append(HexDigit(shown >> 4)).Append(HexDigit(shown & 15)).Append(' ');
        text.Append(' ', 3 * (BytesInRow - row.Length));
        foreach (var shown in row)
            text.Append(shown is >= 32 and < 127 ? (char)shown : '.');
    }

    private static char HexDigit(int value) => "0123456789ABCDEF"[value];
}
