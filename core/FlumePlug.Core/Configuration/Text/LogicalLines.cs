using System.Text;

namespace FlumePlug.Core.Configuration.Text;

/// <summary>
/// Splits properties text into logical lines exactly as <c>java.util.Properties.load</c> does (its javadoc, and for what
/// that leaves open the behaviour of Java 17): continuations joined, comments and blank lines left out, leading blanks cut.
/// Escapes are left for <see cref="JavaProperties"/>.
/// </summary>
internal static class LogicalLines
{
    /// <summary>Yields each logical line with the number of the line in which it begins; one char is one byte.</summary>
    public static IEnumerable<(string Text, int Line)> Of(string latin1)
    {
        var line = new StringBuilder();
        var number = 1;
        var begin = 0;
        var leading = true;     // blanks are skipped
        var continued = false;  // the line before ended with a backslash
        var escaped = false;    // an odd number of backslashes precedes
        for (var i = 0; i < latin1.Length; i++)
        {
            var c = latin1[i];
            var end = c is '\r' or '\n';
            var last = i + 1 == latin1.Length;
            if (c == '\r' && i + 1 < latin1.Length && latin1[i + 1] == '\n') i++;
            var here = end ? number++ : number;
            if (leading && c is (' ' or '\t' or '\f')) continue;
            if (leading && end && !continued) continue;
            leading = continued = false;

            if (line.Length == 0 && c is ('#' or '!'))
            {
                while (i + 1 < latin1.Length && latin1[i + 1] is not ('\r' or '\n')) i++;
                (leading, begin) = (true, 0);
            }
            else if (!end)
            {
                if (begin == 0) begin = here;
                line.Append(c);
                escaped = c == '\\' && !escaped;
            }
            else if (line.Length == 0)
            {
                (leading, begin) = (true, 0);
            }
            else if (escaped && !last)
            {
                line.Length--;
                (leading, continued, escaped) = (true, true, false);
            }
            else
            {
                if (escaped) line.Length--;
                yield return (line.ToString(), begin);
                line.Clear();
                (leading, escaped, begin) = (true, false, 0);
            }
        }
        if (line.Length > 0) yield return (escaped ? line.ToString(0, line.Length - 1) : line.ToString(), begin);
    }
}
