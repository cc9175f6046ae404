namespace FlumePlug.Sdk.Testing;

/// <summary>
/// The promises of <see cref="IInterceptor"/>. Checks that compare results apply to interceptors that do the same with the same
/// events each time; whether one does is tried first.
/// </summary>
/// <param name="create">Builds an interceptor.</param>
/// <inheritdoc cref="ConformanceSuite"/>
public sealed class InterceptorConformance<TInterceptor>(Func<TestComponentContext, TInterceptor> create) : ConformanceSuite
    where TInterceptor : IInterceptor
{
    /// <summary>Events that the interceptor has something to do with, beside those that every interceptor must bear.</summary>
    public IReadOnlyList<Event> Samples { get; init; } = [];

    /// <inheritdoc/>
    protected override IEnumerable<ConformanceCheck> ListChecks()
    {
        yield return Check("Any event is borne: no headers, no body, binary, malformed, large", InterceptorChecks.BearsAnyEvent);
        yield return Check("An empty batch is borne", InterceptorChecks.BearsAnEmptyBatch);
        yield return Check("A call ends when its token is cancelled", InterceptorChecks.CancelledCallsEnd);
        yield return Check("A batch is neither disposed nor kept", InterceptorChecks.NeitherDisposesNorKeeps);
        yield return Check("Bodies never lie in memory of another batch", InterceptorChecks.UsesNoMemoryOfOtherBatches);
        yield return Check("A batch gives what its events give one by one", InterceptorChecks.BatchEqualsSingleEvents);
        yield return Check("Several batches at a time do not mix", InterceptorChecks.BatchesAtATimeDoNotMix);
        foreach (var check in ClassChecks.Of(typeof(TInterceptor)))
            yield return check;
    }

    private ConformanceCheck Check(string name, Func<InterceptorTrial, Task> run) => Check(name, async () =>
    {
        using var context = new TestComponentContext("i1");
        await run(new InterceptorTrial(() => create(context), Samples, Patience));
    });
}
