using System.Text.RegularExpressions;

namespace FlumePlug.Parity.Observing;

/// <summary>What logger sinks wrote into an agent's log, whatever stands before it on the line.</summary>
public static partial class EventLog
{
    public static IReadOnlyList<string> Of(IReadOnlyList<string> log, IReadOnlyList<string> marks) => marks.Count == 0
        ? []
        :
        [
            .. LoggedEvent().Matches(string.Join('\n', log))
                .Select(match => match.Value)
                .Where(text => marks.Any(mark => text.Contains(mark, StringComparison.Ordinal))),
        ];

    [GeneratedRegex(@"Event: \{ headers:.*? body:.*?\}$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex LoggedEvent();
}
