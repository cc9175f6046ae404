using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Testing;

/// <summary>A selector for so many channels, and the events that it is asked about.</summary>
internal sealed record SelectorTrial(IChannelSelector Selector, ChannelNames Names, IReadOnlyList<Event> Samples)
{
    public IReadOnlyList<Event> Events { get; } =
    [
        .. Samples,
        EventOf("no headers"),
        EventOf("", ("state", "CZ")),
        EventOf("x", ("state", ""), ("other", "1")),
        EventOf("x", ("state", "a value that nobody maps"), ("flume.selector.header", "c1")),
    ];

    /// <summary>The route of an event, asked for as the host does; the memory of its batch is gone afterwards.</summary>
    public async Task<Route> SelectAsync(int index)
    {
        using var batch = EventBatch.Create();
        var asked = Events[index % Events.Count];
        batch.AddCopy(asked.Headers, asked.Body.Span);
        var routes = new Route[1];
        await Selector.SelectAsync(batch, routes, CancellationToken.None);
        return routes[0];
    }
}

/// <summary>What a route may be.</summary>
internal static class SelectorChecks
{
    public static Task RoutesStayInside(SelectorTrial trial) => ForEachAsync(trial, (route, shown) =>
        Require.That(((route.Required | route.Optional) & ~trial.Names.All) == 0,
            $"The route of {shown} names channels beyond the {trial.Names.Names.Count} that the source has."));

    public static Task RequiredAndOptionalAreApart(SelectorTrial trial) => ForEachAsync(trial, (route, shown) =>
        Require.That((route.Required & route.Optional) == 0,
            $"The route of {shown} names a channel both required and optional: it would store the event twice."));

    public static Task AlwaysIsTrue(SelectorTrial trial)
    {
        var always = trial.Selector.Always;
        return always is null ? Task.CompletedTask : ForEachAsync(trial, (route, shown) =>
            Require.That(route == always, $"Always says {always}, but the route of {shown} is {route}."));
    }

    public static async Task RoutesAreRepeatable(SelectorTrial trial)
    {
        for (var i = 0; i < trial.Events.Count; i++)
        {
            var (first, second, alone) = (await trial.SelectAsync(i), await trial.SelectAsync(i), trial.Selector.Select(trial.Events[i]));
            Require.That(first == second,
                $"The route of {KeptEvent.Of(trial.Events[i])} was {first}, then {second}; "
                + "say Repeatable = false if the selector takes turns.");
            Require.That(first == alone,
                $"The route of {KeptEvent.Of(trial.Events[i])} is {first} in a batch, but {alone} when it is asked for by itself.");
        }
    }

    public static Task SelectsConcurrently(SelectorTrial trial) =>
        Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
    {
        for (var i = 0; i < 5000; i++)
        {
            var route = await trial.SelectAsync(caller + i);
            Require.That(((route.Required | route.Optional) & ~trial.Names.All) == 0 && (route.Required & route.Optional) == 0,
                $"A route that was selected at the same time as others is wrong: {route}.");
        }
    })));

    private static async Task ForEachAsync(SelectorTrial trial, Action<Route, KeptEvent> check)
    {
        for (var round = 0; round < trial.Names.Names.Count + 1; round++)
            for (var i = 0; i < trial.Events.Count; i++)
                check(await trial.SelectAsync(i), KeptEvent.Of(trial.Events[i]));
    }
}
