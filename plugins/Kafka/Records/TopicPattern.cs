using System.Text;

namespace FlumePlug.Kafka.Records;

/// <summary>
/// Java's regular expression of whole names of topics as librdkafka takes it: POSIX's extended syntax behind <c>^</c>. Names have
/// letters, digits, '.', '_' and '-' only, so that little of Java's syntax is of use.
/// </summary>
internal static class TopicPattern
{
    /// <summary>What is wrong with a pattern; null: nothing.</summary>
    public static string? FaultOf(string regex)
    {
        try
        {
            _ = new System.Text.RegularExpressions.Regex(regex);
            Of(regex);
            return null;
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException)
        {
            return wrong.Message;
        }
    }

    /// <summary>The pattern to subscribe.</summary>
    /// <exception cref="FormatException">It has what POSIX lacks.</exception>
    public static string Of(string regex)
    {
        var posix = new StringBuilder("^(");
        for (var i = 0; i < regex.Length; i++)
        {
            if (regex[i] == '(' && i + 1 < regex.Length && regex[i + 1] == '?')
            {
                if (i + 2 >= regex.Length || regex[i + 2] != ':')
                    throw new FormatException("only groups ( ) and (?: ) can be used here, no look-around and no flags");
                posix.Append('(');
                i += 2;
            }
            else if (regex[i] == '\\' && i + 1 < regex.Length)
                posix.Append(Escape(regex[++i]));
            else if (regex[i] is '?' or '+' && i > 0 && regex[i - 1] is '*' or '+' or '?' or '}' && posix.Length > 2)
                // Lazy or possessive: the whole name matches or not, either way.
                continue;
            else
                posix.Append(regex[i]);
        }
        return posix.Append(")$").ToString();
    }

    private static string Escape(char escaped) => escaped switch
    {
        'd' => "[0-9]",
        'w' => "[A-Za-z0-9_]",
        'D' => "[^0-9]",
        'W' => "[^A-Za-z0-9_]",
        _ when char.IsAsciiLetterOrDigit(escaped) => throw new FormatException($"\\{escaped} cannot be used here: \\d, \\w and escaped signs can"),
        _ => "\\" + escaped,
    };
}
