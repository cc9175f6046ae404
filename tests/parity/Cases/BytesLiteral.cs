using System.Globalization;
using System.Text;

namespace FlumePlug.Parity.Cases;

/// <summary>
/// Bytes as case files and reports write them. A text holds one byte per character; a literal is
/// <c>"text"</c> or <c>"text"*count</c>, several of them side by side, with the escapes \n \r \t \" \\ \xHH.
/// </summary>
public static class BytesLiteral
{
    public static byte[] Parse(string literal)
    {
        var text = new StringBuilder();
        var at = 0;
        while (at < literal.Length)
        {
            if (literal[at] == ' ')
            {
                at++;
                continue;
            }
            var piece = Quoted(literal, ref at);
            var count = 1;
            if (at < literal.Length && literal[at] == '*')
            {
                var end = ++at;
                while (end < literal.Length && char.IsAsciiDigit(literal[end])) end++;
                count = int.Parse(literal.AsSpan(at, end - at), CultureInfo.InvariantCulture);
                at = end;
            }
            text.Insert(text.Length, piece, count);
        }
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>One line of printable ASCII for any bytes.</summary>
    public static string Show(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
        {
            _ = value switch
            {
                (byte)'\n' => text.Append("\\n"),
                (byte)'\r' => text.Append("\\r"),
                (byte)'\t' => text.Append("\\t"),
                (byte)'\\' => text.Append("\\\\"),
                >= 32 and < 127 => text.Append((char)value),
                _ => text.Append("\\x").Append(value.ToString("X2", CultureInfo.InvariantCulture)),
            };
        }
        return text.ToString();
    }

    private static string Quoted(string literal, ref int at)
    {
        if (literal[at] != '"') throw new FormatException($"a quote is expected at {at} of: {literal}");
        var text = new StringBuilder();
        for (at++; at < literal.Length; at++)
        {
            switch (literal[at])
            {
                case '"':
                    at++;
                    return text.ToString();
                case '\\':
                    text.Append(Escaped(literal, ref at));
                    break;
                default:
                    text.Append(literal[at]);
                    break;
            }
        }
        throw new FormatException($"the last quote is missing in: {literal}");
    }

    private static char Escaped(string literal, ref int at)
    {
        switch (literal[++at])
        {
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'x':
                at += 2;
                return (char)byte.Parse(literal.AsSpan(at - 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            default: return literal[at];
        }
    }
}
