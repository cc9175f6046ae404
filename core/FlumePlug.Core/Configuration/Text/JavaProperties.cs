using System.Buffers;
using System.Globalization;
using System.Text;

namespace FlumePlug.Core.Configuration.Text;

/// <summary>Reads properties text by the rules of <c>java.util.Properties.load(InputStream)</c>.</summary>
public static class JavaProperties
{
    // Parsing a number tolerates trailing NULs, Java does not.
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>
    /// Every assignment in the order of the text, repeated keys included. A malformed <c>\u</c> escape, at which Java gives
    /// the whole text up, is an error; the other lines are still read.
    /// </summary>
    public static List<PropertyEntry> Parse(byte[] bytes, string file, ConfigProblems problems)
    {
        var entries = new List<PropertyEntry>();
        foreach (var (line, number) in LogicalLines.Of(Encoding.Latin1.GetString(bytes)))
        {
            var location = new Location(file, number);
            WarnOfUtf8(line, location, problems);
            var (keyEnd, valueStart) = Split(line);
            var key = Unescape(line.AsSpan(0, keyEnd));
            var value = Unescape(line.AsSpan(valueStart));
            if (key is null || value is null)
                problems.Error(location, null, @"Malformed \uxxxx encoding.", @"four hexadecimal digits after \u, or \\u");
            else
                entries.Add(new PropertyEntry(key, value, location));
        }
        return entries;
    }

    /// <summary>The key ends at the first separator that no backslash precedes; one = or : among blanks belongs to it.</summary>
    private static (int KeyEnd, int ValueStart) Split(string line)
    {
        var keyEnd = 0;
        for (var escaped = false; keyEnd < line.Length; keyEnd++)
        {
            if (!escaped && line[keyEnd] is ('=' or ':' or ' ' or '\t' or '\f')) break;
            escaped = line[keyEnd] == '\\' && !escaped;
        }
        var valueStart = keyEnd;
        for (var separated = false; valueStart < line.Length; valueStart++)
        {
            if (line[valueStart] is ' ' or '\t' or '\f') continue;
            if (separated || line[valueStart] is not ('=' or ':')) break;
            separated = true;
        }
        return (keyEnd, valueStart);
    }

    /// <summary>Null when a \u is not followed by four hexadecimal digits.</summary>
    private static string? Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\')) return text.ToString();
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }
            i++;
            if (text[i] != 'u')
            {
                result.Append(text[i] switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'f' => '\f', var c => c });
                continue;
            }
            if (i + 4 >= text.Length || text.Slice(i + 1, 4).ContainsAnyExcept(HexDigits)) return null;
            result.Append((char)ushort.Parse(text.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            i += 4;
        }
        return result.ToString();
    }

    /// <summary>Raw bytes beyond ASCII are Latin-1 to Java; when they are valid UTF-8 the author meant something else.</summary>
    private static void WarnOfUtf8(string line, Location location, ConfigProblems problems)
    {
        if (Ascii.IsValid(line)) return;
        try
        {
            StrictUtf8.GetCharCount(Encoding.Latin1.GetBytes(line));
        }
        catch (DecoderFallbackException)
        {
            return;
        }
        var message = line.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal)
            ? "begins with a UTF-8 byte order mark, which becomes part of the first key: properties files are ISO-8859-1"
            : "has UTF-8 text, which is read as ISO-8859-1, as Java does: every byte becomes a character";
        problems.Warning(location, null, message, @"\uXXXX escapes, or the YAML form");
    }
}
