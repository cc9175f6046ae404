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

    public Route Select(int index) => Selector.Select(Events[index % Events.Count]);
}

/// <summary>What a route may be.</summary>
internal static class SelectorChecks
{
    public static Task RoutesStayInside(SelectorTrial trial) => ForEach(trial, (route, shown) =>
        Require.That(((route.Required | route.Optional) & ~trial.Names.All) == 0,
            $"The route of {shown} names channels beyond the {trial.Names.Names.Count} that the source has."));

    public static Task RequiredAndOptionalAreApart(SelectorTrial trial) => ForEach(trial, (route, shown) =>
        Require.That((route.Required & route.Optional) == 0,
            $"The route of {shown} names a channel both required and optional: it would store the event twice."));

    public static Task AlwaysIsTrue(SelectorTrial trial)
    {
        var always = trial.Selector.Always;
        return always is null ? Task.CompletedTask : ForEach(trial, (route, shown) =>
            Require.That(route == always, $"Always says {always}, but the route of {shown} is {route}."));
    }

    public static Task RoutesAreRepeatable(SelectorTrial trial)
    {
        for (var i = 0; i < trial.Events.Count; i++)
        {
            var (first, second) = (trial.Select(i), trial.Select(i));
            Require.That(first == second,
                $"The route of {KeptEvent.Of(trial.Events[i])} was {first}, then {second}; "
                + "say Repeatable = false if the selector takes turns.");
        }
        return Task.CompletedTask;
    }

    public static Task SelectsConcurrently(SelectorTrial trial) =>
        Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(() =>
    {
        for (var i = 0; i < 5000; i++)
        {
            var route = trial.Select(caller + i);
            Require.That(((route.Required | route.Optional) & ~trial.Names.All) == 0 && (route.Required & route.Optional) == 0,
                $"A route that was selected at the same time as others is wrong: {route}.");
        }
    })));

    private static Task ForEach(SelectorTrial trial, Action<Route, KeptEvent> check)
    {
        for (var round = 0; round < trial.Names.Names.Count + 1; round++)
            for (var i = 0; i < trial.Events.Count; i++)
                check(trial.Select(i), KeptEvent.Of(trial.Events[i]));
        return Task.CompletedTask;
    }
}
