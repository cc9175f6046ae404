namespace FlumePlug.Sdk.Testing;

/// <summary>The promises of <see cref="IChannelSelector"/>.</summary>
/// <param name="create">Builds a selector for channels of the names c1, c2, ... and so on.</param>
/// <inheritdoc cref="ConformanceSuite"/>
public sealed class SelectorConformance<TSelector>(Func<ChannelNames, TestComponentContext, TSelector> create) : ConformanceSuite
    where TSelector : IChannelSelector
{
    /// <summary>How many channels the selector is tried with.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [1, 2, 3, ChannelNames.Most];

    /// <summary>Events that the selector tells apart, beside those that every selector must bear.</summary>
    public IReadOnlyList<Event> Samples { get; init; } = [];

    /// <summary>Whether an event's route depends on the event alone; false for selectors that take turns.</summary>
    public bool Repeatable { get; init; } = true;

    /// <inheritdoc/>
    protected override IEnumerable<ConformanceCheck> ListChecks()
    {
        yield return Check("A route names channels of the source only", SelectorChecks.RoutesStayInside);
        yield return Check("No channel is required and optional for one event", SelectorChecks.RequiredAndOptionalAreApart);
        yield return Check("Always is the route of every event, when it is given", SelectorChecks.AlwaysIsTrue);
        yield return Check("Events are selected at the same time", SelectorChecks.SelectsConcurrently);
        if (Repeatable)
            yield return Check("An event's route depends on the event alone", SelectorChecks.RoutesAreRepeatable);
        foreach (var check in ClassChecks.Of(typeof(TSelector)))
            yield return check;
    }

    private ConformanceCheck Check(string name, Func<SelectorTrial, Task> run) => Check(name, async () =>
    {
        foreach (var count in Channels)
        {
            using var context = new TestComponentContext("r1");
            var names = new ChannelNames([.. Enumerable.Range(1, count).Select(number => $"c{number}")]);
            await run(new SelectorTrial(create(names, context), names, Samples));
        }
    });
}
