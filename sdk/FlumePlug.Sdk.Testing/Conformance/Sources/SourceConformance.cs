namespace FlumePlug.Sdk.Testing;

/// <summary>The promises of <see cref="ISource"/>. Says more with <see cref="Feed"/> than without.</summary>
/// <param name="create">Builds a source; one that listens does so on a port of its own.</param>
/// <inheritdoc cref="ConformanceSuite"/>
public sealed class SourceConformance<TSource>(Func<TestComponentContext, TSource> create) : ConformanceSuite
    where TSource : ISource
{
    /// <summary>
    /// Gives bodies to the running source as its peers would, and may return before they were put; unset: the source makes
    /// events by itself, without end.
    /// </summary>
    public Func<TSource, TestComponentContext, IReadOnlyList<string>, CancellationToken, Task>? Feed { get; init; }

    /// <summary>Whether the source itself puts again what was refused, because it knows its position.</summary>
    public bool PutsAgain { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<ConformanceCheck> ListChecks()
    {
        yield return Check("A source that was never started stops, twice", SourceLifecycleChecks.StopsWithoutStart, start: false);
        yield return Check("A source ends when it is cancelled, and stops twice", SourceLifecycleChecks.EndsWhenCancelled);
        yield return Check("A source ends when it is cancelled during a put", SourceLifecycleChecks.EndsDuringAPut);
        yield return Check("A refused put does not end a source", SourceRefusalChecks.RefusalDoesNotEnd);
        yield return Check("A batch that was put is not written, and is disposed", SourceMemoryChecks.LeavesPutBatchesAlone);
        if (Feed is not null)
        {
            yield return Check("What comes in is put once and in order", SourceRefusalChecks.PutsWhatComesIn);
            yield return Check("Nothing is lost or doubled while puts are refused at random",
                SourceRefusalChecks.NothingLostWhileRefused);
        }
        foreach (var check in ClassChecks.Of(typeof(TSource)))
            yield return check;
    }

    private ConformanceCheck Check(string name, Func<SourceTrial, Task> run, bool start = true) => Check(name, async () =>
    {
        using var context = new TestComponentContext("r1");
        var source = create(context);
        await using var trial = new SourceTrial(source, context, Patience)
        {
            PutsAgain = PutsAgain,
            Feed = Feed is null ? null : (texts, cancellationToken) => Feed(source, context, texts, cancellationToken),
        };
        if (start)
            await trial.StartAsync();
        await run(trial);
        await trial.StopAsync();
    });
}
