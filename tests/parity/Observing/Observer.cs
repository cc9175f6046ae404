using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FlumePlug.Parity.Cases;
using FlumePlug.Parity.Running;

namespace FlumePlug.Parity.Observing;

using Beans = IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>;

/// <summary>
/// All that can be seen of a case, as text by name. What the world sees while the agent runs (answers, metrics, ports) and
/// what it leaves behind (files, log) are told apart, because stopping changes the first.
/// </summary>
public static partial class Observer
{
    /// <param name="run">The case.</param>
    /// <param name="beans">The agent's metrics page, all cases.</param>
    /// <param name="listening">The TCP ports on which anybody listens.</param>
    public static Observation WhileRunning(CaseRun run, Beans beans, IReadOnlySet<int> listening)
    {
        var seen = new Observation();
        foreach (var (what, value) in run.Notes) seen[what] = Masks.Apply(value, run.Placeholders);
        foreach (var (name, conversation) in run.Conversations)
        {
            var tallied = run.Case.Tallies.FirstOrDefault(tally => tally.Connection == name);
            seen[$"answers {name}"] = tallied.Directory is { } directory
                ? Tally.Of(conversation, Path.Combine(run.Directory, directory))
                : BytesLiteral.Show(conversation.Answers) + (conversation.ClosedByAgent ? " [closed]" : "");
        }
        foreach (var port in run.Case.ProbedPorts) seen[$"port {port}"] = listening.Contains(run.Port(port)) ? "open" : "closed";
        if (run.Case.Alone) seen["agent"] = run.Agent.ExitCode is { } code ? $"exited {code}" : "running";
        foreach (var (bean, attributes) in beans)
        {
            if (ComponentOf(run.Case, bean) is not { } component) continue;
            seen[$"bean {component}"] = "present";
            foreach (var (attribute, value) in Masks.Metrics(attributes)) seen[$"metric {component} {attribute}"] = value;
        }
        return seen;
    }

    public static Observation LeftBehind(CaseRun run)
    {
        var seen = new Observation();
        foreach (var watched in run.Case.Directories)
        {
            var files = DirectoryText.Of(Path.Combine(run.Directory, watched.Name));
            var text = string.Concat(files.Select(file => Encoding.Latin1.GetString(file.Bytes)));
            switch (watched.View)
            {
                case DirectoryView.Files:
                    foreach (var (file, bytes) in files)
                    {
                        var name = $"{watched.Name}/{DirectoryText.MaskedName(file)}";
                        seen[$"file {name}"] = Show(run, Encoding.Latin1.GetString(bytes));
                    }
                    break;
                case DirectoryView.Joined:
                    seen[$"text {watched.Name}"] = Show(run, text);
                    break;
                case DirectoryView.Sorted:
                    seen[$"lines {watched.Name}"] = Show(run, string.Join('\n', text.Split('\n').Order(StringComparer.Ordinal)));
                    break;
                case DirectoryView.Events:
                    seen[$"events {watched.Name}"] = Show(run, EventLines.Sorted(text));
                    break;
                default:
                    seen[$"count {watched.Name}"] = text.Count(c => c == '\n').ToString(CultureInfo.InvariantCulture);
                    break;
            }
        }
        foreach (var text in run.Case.LoggedTexts)
            seen[$"logged {text}"] = run.Agent.Log().Any(line => line.Contains(text, StringComparison.Ordinal)) ? "yes" : "no";
        if (run.Case.LogMarks.Count > 0)
        {
            var events = string.Join('\n', EventLog.Of(run.Agent.Log(), run.Case.LogMarks));
            seen["log"] = BytesLiteral.Show(Encoding.UTF8.GetBytes(Masks.Apply(events, run.Placeholders)));
        }
        return seen;
    }

    private static string Show(CaseRun run, string text) =>
        BytesLiteral.Show(Encoding.Latin1.GetBytes(Masks.Apply(text, run.Placeholders)));

    /// <summary>The bean's name in the words of the case, or null when it is another case's.</summary>
    private static string? ComponentOf(ParityCase about, string bean)
    {
        if (about.Alone) return bean;
        var dot = bean.IndexOf('.', StringComparison.Ordinal) + 1;
        return bean.AsSpan(dot).StartsWith(about.Prefix) && ShortName().IsMatch(bean[(dot + about.Prefix.Length)..])
            ? bean[..dot] + bean[(dot + about.Prefix.Length)..]
            : null;
    }

    [GeneratedRegex(@"^[rckgf]\d$")]
    private static partial Regex ShortName();
}
