using System.Reflection;

namespace FlumePlug.Sdk.Testing;

/// <summary>
/// The promises of <see cref="IChannel"/>. A channel marked <c>[Channel(AtomicPut = false)]</c> may double events, one marked
/// <c>Reserves = false</c> is not asked about room; no channel may lose events.
/// </summary>
/// <param name="create">
/// Builds a channel; small, of 10 events or more, so that it can be filled (its <see cref="IChannel.Fill"/> tells the
/// capacity). A durable one is built again over what it left in the context's
/// <see cref="ComponentContext.ConfigurationDirectory"/>.
/// </param>
/// <inheritdoc cref="ConformanceSuite"/>
public sealed class ChannelConformance<TChannel>(Func<TestComponentContext, TChannel> create) : ConformanceSuite
    where TChannel : IChannel
{
    /// <summary>How long the channel waits for room, by the clock of its context; zero: not at all.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Options that the running channel takes in place; unset: it is only checked that it refuses what is none of its own.</summary>
    public object? OtherOptions { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<ConformanceCheck> ListChecks()
    {
        var promises = typeof(TChannel).GetCustomAttribute<ChannelAttribute>() ?? new ChannelAttribute("unmarked");
        yield return Check("A channel that was never started stops, twice", ChannelLifecycleChecks.StopsWithoutStart,
            start: false);
        yield return Check("A channel stops twice", ChannelLifecycleChecks.StopsTwice);

        yield return Check("A take on an empty channel gives null at once", ChannelOrderChecks.EmptyGivesNull);
        yield return Check("Events come out in the order in which they were put", ChannelOrderChecks.FirstInFirstOut);
        yield return Check("A take gives at most as many events as asked for", ChannelOrderChecks.TakesAtMostMax);
        if (promises.Reserves)
            yield return Check("A take merges what several puts brought", ChannelOrderChecks.MergesPuts);
        yield return Check("Headers and bodies come out as they went in", ChannelOrderChecks.EventsUnchanged);
        yield return Check("A take rolled back comes again, first and in order", ChannelOrderChecks.TakeRolledBackComesAgain);
        yield return Check("Takes rolled back the newest first come again in order",
            ChannelOrderChecks.TakesRolledBackNewestFirst);
        yield return Check("Events put meanwhile stand behind a take rolled back",
            ChannelOrderChecks.RollBackLeavesLaterPutsBehind);
        yield return Check("Events of an open take are not taken twice", ChannelOrderChecks.OpenTakeIsNotTakenTwice);
        yield return Check("A committed take is gone", ChannelOrderChecks.CommittedTakeIsGone);
        yield return Check("A reservation stores nothing before its commit", ChannelOrderChecks.ReservationStoresNothing);
        if (promises.AtomicPut)
            yield return Check("A put rolled back stores nothing", ChannelOrderChecks.PutRolledBackStoresNothing);
        yield return Check("Committing fewer than reserved stores the first ones",
            ChannelOrderChecks.CommitOfFewerStoresThePrefix);

        if (promises.Reserves)
            foreach (var check in RoomChecks())
                yield return check;

        yield return Check("A wait ends when an event is put", ChannelWaitChecks.WakesForAnEvent);
        yield return Check("A wait ends at once while an event is there, and holds nothing",
            ChannelWaitChecks.WakesForEventsThatAreThere);
        yield return Check("A wait ends when a take is rolled back", ChannelWaitChecks.WakesForARollBack);
        yield return Check("A wait honours its token", ChannelWaitChecks.HonoursItsToken);
        yield return Check("A cancelled wait takes no wake-up away", ChannelWaitChecks.CancelledWaitTakesNothingAway);

        yield return Check("Nothing is read from memory that was given back", ChannelMemoryChecks.ReadsNoReturnedMemory);
        yield return Check("A batch that was put is neither written nor disposed", ChannelMemoryChecks.LeavesThePutBatchAlone);
        yield return Check("A taken batch may be kept", ChannelMemoryChecks.TakenBatchMayBeKept);
        yield return Check("Memory of events that left is given back", ChannelMemoryChecks.GivesMemoryBack);

        yield return Check("Options of another class are refused", ChannelOptionChecks.ForeignOptionsAreRefused);
        if (OtherOptions is { } options)
            yield return Check("Options taken in place leave the events alone",
                trial => ChannelOptionChecks.TakenOptionsLeaveTheEventsAlone(trial, options));

        yield return Check("Nothing is lost or doubled when puts and takes run at a time",
            ChannelStormChecks.NothingLostOrDoubled);
        yield return Check("Each putter's order is kept when takes are rolled back", ChannelStormChecks.OrderOfEachPutterIsKept);
        if (promises.Durable)
            yield return Check("A durable channel's events outlive the instance",
                ChannelLifecycleChecks.DurableEventsOutliveTheInstance);
        foreach (var check in ClassChecks.Of(typeof(TChannel)))
            yield return check;
    }

    private IEnumerable<ConformanceCheck> RoomChecks()
    {
        yield return Check("Fit.Whole refuses more than MaxBatch", ChannelRoomChecks.WholeRefusesMoreThanMaxBatch);
        yield return Check("Fit.Prefix and Fit.Now are cut to MaxBatch", ChannelRoomChecks.OthersAreCutToMaxBatch);
        yield return Check("Fit.Whole waits keep-alive for room and is then refused", ChannelRoomChecks.WholeWaitsKeepAlive);
        yield return Check("Fit.Prefix waits keep-alive for one event and is then refused",
            ChannelRoomChecks.PrefixWaitsKeepAlive);
        yield return Check("Fit.Now never waits", ChannelRoomChecks.NowNeverWaits);
        yield return Check("Fit.Prefix takes what fits without waiting for more", ChannelRoomChecks.PrefixTakesWhatFits);
        yield return Check("A put that waits goes on when a take was committed", ChannelRoomChecks.WaitingPutGetsRoom);
        yield return Check("An open take keeps its room", ChannelRoomChecks.OpenTakeKeepsItsRoom);
        yield return Check("Room that was reserved and not used comes back", ChannelRoomChecks.RoomComesBack);
        yield return Check("A put that waits honours its token and gives its room back",
            ChannelRoomChecks.CancelledPutGivesRoomBack);
        yield return Check("Fill counts an event until its take is committed", ChannelRoomChecks.FillCountsUntilTheCommit);
    }

    private ConformanceCheck Check(string name, Func<ChannelTrial, Task> run, bool start = true) => Check(name, async () =>
    {
        await using var trial = new ChannelTrial(context => create(context), Patience, KeepAlive);
        await trial.BuildAsync(start);
        await run(trial);
        await trial.StopAsync();
    });
}
