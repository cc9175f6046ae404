using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sdk.Tests.Testing;

public class ChannelConformanceTests
{
    private static readonly ChannelConformance<SimpleChannel> Suite = new(context =>
        new SimpleChannel(context, capacity: 20, maxBatch: 10))
    { OtherOptions = 20 };

    public static TheoryData<string> Promises => [.. Suite.Names];

    public static TheoryData<ChannelFault, string> Faults => new()
    {
        { ChannelFault.LosesInRollBack,
            "A take rolled back comes again, first and in order: After a take of [a, b, c] was rolled back" },
        { ChannelFault.LosesUnderLoad,
            "events were lost while 4 puts and 4 takes at a time committed and rolled back at random" },
        { ChannelFault.DoublesInRollBack, "came more than once" },
        { ChannelFault.RollsBackToTheEnd, "Events of a take rolled back do not stand before those put meanwhile" },
        { ChannelFault.ReordersATake, "Events do not come out in the order in which they were put" },
        { ChannelFault.StoresAtReservation, "An event was taken before its put was committed" },
        { ChannelFault.StoresRolledBackPuts, "A put that was disposed without a commit stored events" },
        { ChannelFault.StoresAllOnCommit, "Committing 2 of 3 reserved events, and then 0 of 1, does not store the first 2" },
        { ChannelFault.KeepsPutMemory, "lies in memory that was given back" },
        { ChannelFault.NeverGivesMemoryBack, "it retains a batch and never disposes it" },
        { ChannelFault.DisposesThePutBatch, "The channel disposed a batch that belongs to its caller" },
        { ChannelFault.WritesToThePutBatch, "The channel wrote to a batch that was put" },
        { ChannelFault.TakesMoreThanAsked, "A take of at most 2 events gave 3" },
        { ChannelFault.GivesAnEmptyTake, "TakeAsync gave a take without events" },
        { ChannelFault.NeverMerges, "A take does not merge what several puts brought" },
        { ChannelFault.WaitsInTake, "TakeAsync waits" },
        { ChannelFault.HoldsAnEventWhileWaiting, "an earlier wait held it" },
        { ChannelFault.WakesOneWaiterOnly, "another wait, cancelled, took the wake-up with it" },
        { ChannelFault.IgnoresTheTokenOfWait, "WaitAsync on an empty channel does not honour its token" },
        { ChannelFault.IgnoresTheTokenOfReserve, "ReserveAsync(Fit.Whole) on a full channel does not honour its token" },
        { ChannelFault.RefusesAtOnce, "ReserveAsync(Fit.Prefix) on a full channel gave up before keep-alive had passed" },
        { ChannelFault.NeverRefuses, "ReserveAsync(Fit.Whole) on a full channel goes on waiting after keep-alive (3 s)" },
        { ChannelFault.RefusesWithAnotherException, "threw TimeoutException instead of ChannelFullException" },
        { ChannelFault.WaitsForRoomUnderNow, "ReserveAsync(Fit.Now) of 1 events waits although it has no reason to" },
        { ChannelFault.WaitsForAllUnderPrefix, "ReserveAsync(Fit.Prefix) of 2 events waits although it has no reason to" },
        { ChannelFault.ForgetsToWakePuts, "does not go on when a take was committed" },
        { ChannelFault.FreesRoomOfOpenTakes, "The room of an open take was given away" },
        { ChannelFault.LosesRoomOfRolledBackPuts, "Room was lost" },
        { ChannelFault.LosesRoomOfFewer, "Room was lost" },
        { ChannelFault.TakesMoreThanMaxBatch, "of 11 events with a MaxBatch of 10 was not refused" },
        { ChannelFault.MiscountsItsFill, "Fill.Size is 1 instead of 2 while one of 2 events is in an open take" },
        { ChannelFault.DropsHeaders, "An event came out changed" },
        { ChannelFault.ThrowsOnTheSecondStop, "A channel stops twice: InvalidOperationException was thrown: already stopped" },
        { ChannelFault.NeedsAStartToStop,
            "A channel that was never started stops, twice: InvalidOperationException was thrown: not started" },
        { ChannelFault.TakesForeignOptions, "TryApply took an object that is not of the channel's options class" },
        { ChannelFault.ForgetsEventsWithNewOptions, "Options taken while a put and a take were open lost" },
    };

    [Theory, MemberData(nameof(Promises))]
    public Task A_correct_channel_keeps(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory, MemberData(nameof(Faults))]
    public async Task A_channel_with_a_fault_is_found_out(ChannelFault fault, string sentence)
    {
        var suite = new ChannelConformance<SimpleChannel>(context =>
            new SimpleChannel(context, capacity: 20, maxBatch: 10, fault))
        {
            Patience = TimeSpan.FromMilliseconds(200),
            OtherOptions = 20,
        };
        var broken = await Assert.ThrowsAsync<ConformanceException>(() =>
            suite.RunAllAsync(TestContext.Current.CancellationToken));
        Assert.Contains(sentence, broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_correct_durable_channel_keeps_every_promise() =>
        new ChannelConformance<DurableChannel>(context => new DurableChannel(context)).RunAllAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_durable_channel_that_forgets_is_found_out()
    {
        var suite = new ChannelConformance<DurableChannel>(context => new DurableChannel(context, forgets: true));
        var broken = await Assert.ThrowsAsync<ConformanceException>(() => suite.RunAllAsync(TestContext.Current.CancellationToken));
        Assert.Contains(
            "1 of 3 events were lost when the channel was stopped and opened anew: [b]", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_channel_that_says_so_may_double_events() =>
        new ChannelConformance<DoublingChannel>(context => new DoublingChannel(context, ChannelFault.StoresRolledBackPuts))
            .RunAllAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_channel_that_may_double_events_may_not_lose_them()
    {
        var suite = new ChannelConformance<DoublingChannel>(context => new DoublingChannel(context, ChannelFault.LosesUnderLoad));
        var broken = await Assert.ThrowsAsync<ConformanceException>(() => suite.RunAllAsync(TestContext.Current.CancellationToken));
        Assert.Contains("events were lost while", broken.Message, StringComparison.Ordinal);
    }
}
