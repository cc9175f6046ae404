using System.Diagnostics;
using FlumePlug.Parity.Cases;
using FlumePlug.Parity.Observing;

namespace FlumePlug.Parity.Running;

using Beans = IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>;

/// <summary>Looks at a case again and again, and says when nothing changes any more.</summary>
public sealed class Rest(CaseRun run)
{
    private static readonly TimeSpan Agreement = TimeSpan.FromSeconds(1);
    private readonly Stopwatch unchanged = Stopwatch.StartNew();
    private Observation running = [];
    private Observation whole = [];
    private string changed = "";

    public CaseRun Run => run;

    public void Look(Beans beans, IReadOnlySet<int> listening)
    {
        running = Observer.WhileRunning(run, beans, listening);
        var now = running.And(Observer.LeftBehind(run));
        var news = now.Where(pair => !run.Case.Ignores(pair.Key) && whole.GetValueOrDefault(pair.Key) != pair.Value).ToList();
        if (news is [var first, ..])
        {
            unchanged.Restart();
            changed = first.Key;
        }
        whole = now;
    }

    /// <summary>Agreement with the other agent's rest is soon believed; without it a case has to be quiet for its time.</summary>
    public bool IsReached(Func<ParityCase, Observation, bool>? agrees) =>
        unchanged.Elapsed >= (agrees is not null && agrees(run.Case, whole) ? Agreement : run.Case.Settle);

    /// <summary>What the world saw last. A case that never comes to rest says nothing that could be compared.</summary>
    public Observation Seen(bool restless)
    {
        if (restless) running[$"{Observation.Undone}: rest"] = $"{changed} still changes";
        return running;
    }
}
