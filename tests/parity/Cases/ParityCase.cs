using FlumePlug.Parity.Comparing;
using FlumePlug.Parity.Steps;

namespace FlumePlug.Parity.Cases;

/// <summary>A fragment of a flume.conf, what is fed into it and what is watched while an agent runs it.</summary>
public sealed record ParityCase(string Name, string Source)
{
    /// <summary>The file without its lines for this harness.</summary>
    public string Configuration { get; } = CaseReader.ConfigurationOf(Source);

    /// <summary>Cases of one suite share an agent process; a suite of one case keeps its file as it is written.</summary>
    public string Suite { get; init; } = "shared";

    public bool Alone => Suite == Name;

    /// <summary>How long nothing may change before Flume is at rest; its idle sinks sleep up to five seconds.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(6);

    public string LineEnd { get; init; } = "\n";

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyList<(string Name, string Value)> Environment { get; init; } = [];

    public IReadOnlyList<WatchedDirectory> Directories { get; init; } = [];

    /// <summary>Logger sink events that contain one of these texts belong to this case.</summary>
    public IReadOnlyList<string> LogMarks { get; init; } = [];

    /// <summary>Texts of which it is observed whether the agent's log has them.</summary>
    public IReadOnlyList<string> LoggedTexts { get; init; } = [];

    /// <summary>Ports of which it is observed whether somebody listens.</summary>
    public IReadOnlyList<string> ProbedPorts { get; init; } = [];

    /// <summary>Connections whose answers are compared with what a directory received, not one by one.</summary>
    public IReadOnlyList<(string Connection, string Directory)> Tallies { get; init; } = [];

    /// <summary>Observations that depend on timing alone.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    public IReadOnlyList<FileStep> Preparation { get; init; } = [];

    public IReadOnlyList<Step> Steps { get; init; } = [];

    /// <summary>Stands before the names of the case's components in a shared file.</summary>
    public string Prefix => Alone ? "" : string.Concat(Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')) + "_";

    public bool Ignores(string what) =>
        Ignored.Any(pattern => Pattern.Fits(pattern, what));

    public override string ToString() => Name;
}

/// <summary>Files are compared by name and content, as one text, as sorted lines or by their number of lines.</summary>
public enum DirectoryView { Files, Joined, Sorted, Events, Count }

public sealed record WatchedDirectory(string Name, DirectoryView View, bool Create);
