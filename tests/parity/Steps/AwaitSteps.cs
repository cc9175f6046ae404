using FlumePlug.Parity.Running;

namespace FlumePlug.Parity.Steps;

/// <summary>Waits until a connection, a directory or the log (of this case) holds this many lines.</summary>
public sealed record AwaitLinesStep(string What, int Count) : Step
{
    public override async Task RunAsync(CaseRun run, CancellationToken cancellation)
    {
        if (!await Poll.TrueAsync(() => run.Lines(What) >= Count, cancellation))
            run.Undone($"await {What} {Count}", $"only {run.Lines(What)} lines came");
    }
}

/// <summary>Waits until a directory holds this many files.</summary>
public sealed record AwaitFilesStep(string Name, int Count) : Step
{
    public override async Task RunAsync(CaseRun run, CancellationToken cancellation)
    {
        var path = Path.Combine(run.Directory, Name);
        if (!await Poll.TrueAsync(() => Directory.Exists(path) && Directory.GetFiles(path).Length >= Count, cancellation))
            run.Undone($"await {Name} {Count} files", "too few files came");
    }
}

/// <summary>Waits until the agent hangs up.</summary>
public sealed record AwaitClosedStep(string Connection) : Step
{
    public override async Task RunAsync(CaseRun run, CancellationToken cancellation)
    {
        var conversation = await run.ConversationAsync(Connection, cancellation);
        if (!await Poll.TrueAsync(() => conversation.ClosedByAgent, cancellation))
            run.Undone($"await {Connection} closed", "it stays open");
    }
}
