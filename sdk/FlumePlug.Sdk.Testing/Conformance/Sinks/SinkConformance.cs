using System.Reflection;

namespace FlumePlug.Sdk.Testing;

/// <summary>
/// The promises of <see cref="ISink"/>. Says more with <see cref="Delivered"/> and <see cref="Break"/> than without.
/// </summary>
/// <param name="create">Builds a sink that delivers to a destination of its own, such as the context's directory.</param>
/// <inheritdoc cref="ConformanceSuite"/>
public sealed class SinkConformance<TSink>(Func<TestComponentContext, TSink> create) : ConformanceSuite
    where TSink : ISink
{
    /// <summary>Reads the bodies that have arrived at the destination, in order; unset: nothing can be read there.</summary>
    public Func<TSink, TestComponentContext, IReadOnlyList<string>>? Delivered { get; init; }

    /// <summary>Makes the destination fail until the result is disposed; unset: it cannot be made to fail.</summary>
    public Func<TSink, TestComponentContext, IDisposable>? Break { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<ConformanceCheck> ListChecks()
    {
        yield return Check("A sink that was never started stops, twice", SinkLifecycleChecks.StopsWithoutStart, start: false);
        yield return Check("A sink stops twice", SinkLifecycleChecks.StopsTwice);
        yield return Check("A sink ticks without ever getting a batch", SinkLifecycleChecks.Ticks);
        yield return Check("Every call ends when its token is cancelled", SinkLifecycleChecks.CancelledCallsEnd);
        yield return Check("A batch is neither written nor disposed", SinkMemoryChecks.LeavesTheBatchAlone);
        yield return Check("Memory of events that were flushed is given back", SinkMemoryChecks.GivesMemoryBack);
        if (Delivered is not null)
        {
            yield return Check("Flushed events have arrived, once and in order", SinkDeliveryChecks.FlushedEventsHaveArrived);
            yield return Check("Nothing is read from memory that was given back", SinkDeliveryChecks.ReadsNoReturnedMemory);
            if (typeof(TSink).GetCustomAttribute<SinkAttribute>() is { TakesPerFlush: > 1 })
                yield return Check("Several batches come before one flush", SinkDeliveryChecks.SeveralBatchesBeforeAFlush);
        }
        if (Break is not null)
            yield return Check("A delivery that fails throws, and ends when it is cancelled", SinkDeliveryChecks.FailureThrows);
        if (Break is not null && Delivered is not null)
            yield return Check("Nothing is lost while the destination fails now and then",
                SinkDeliveryChecks.NothingIsLostWhileFailing);
        if (Break is not null && Delivered is not null && typeof(TSink).IsAssignableTo(typeof(IPartialDelivery)))
            yield return Check("What is called delivered after a failure has arrived", SinkDeliveryChecks.CalledDeliveredHasArrived);
        foreach (var check in ClassChecks.Of(typeof(TSink)))
            yield return check;
    }

    private ConformanceCheck Check(string name, Func<SinkTrial, Task> run, bool start = true) => Check(name, async () =>
    {
        using var context = new TestComponentContext("k1");
        var sink = create(context);
        await using var trial = new SinkTrial(sink, context, Patience)
        {
            Delivered = () => Delivered!(sink, context),
            Break = () => Break!(sink, context),
        };
        if (start)
            await trial.StartAsync();
        await run(trial);
        await trial.StopAsync();
    });
}
