using FlumePlug.Parity.Running;

namespace FlumePlug.Parity.Steps;

/// <summary>One thing done to, or waited for from, a running agent.</summary>
public abstract record Step
{
    public abstract Task RunAsync(CaseRun run, CancellationToken cancellation);
}
