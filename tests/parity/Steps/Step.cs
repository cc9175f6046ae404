using FlumePlug.Parity.Running;

namespace FlumePlug.Parity.Steps;

/// <summary>One thing done to, or waited for from, a running agent.</summary>
public abstract record Step
{
    public abstract Task RunAsync(CaseRun run, CancellationToken cancellation);
}

/// <summary>Lets a time pass that an option of the agent is about; whatever shows itself is awaited instead.</summary>
public sealed record PauseStep(TimeSpan Time) : Step
{
    public override Task RunAsync(CaseRun run, CancellationToken cancellation) => Task.Delay(Time, cancellation);
}
