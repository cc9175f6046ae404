namespace FlumePlug.Parity.Running;

/// <summary>An agent that understands Flume's command line: <c>COMMAND agent --name a1 --conf-file FILE ...</c>.</summary>
public sealed record Subject(string Name, string Command)
{
    public bool Exists => File.Exists(Command);

    public static Subject? Flume { get; } =
        Repository.Peers is { } peers ? new("Flume", Path.GetFullPath(Path.Combine(peers, "bin", "flume"))) : null;

    public static Subject FlumePlug { get; } =
        new("FlumePlug", Path.Combine(Repository.Root, "artifacts", "flumeplug", "flumeplug"));

    /// <summary>FlumePlug, or with <c>FLUMEPLUG_PARITY_SUBJECT=flume</c> Flume again: what differs then is chance.</summary>
    public static Subject Compared { get; } =
        Environment.GetEnvironmentVariable("FLUMEPLUG_PARITY_SUBJECT") == "flume" && Flume is { } flume
            ? flume with { Name = "Flume again" }
            : FlumePlug;
}
