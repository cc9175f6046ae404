namespace FlumePlug.Sdk.Testing;

/// <summary>Nothing lost, doubled or out of order when everything happens at once.</summary>
internal static class ChannelStormChecks
{
    private const int EventsEach = 500;

    public static async Task NothingLostOrDoubled(ChannelTrial trial)
    {
        using var storm = new ChannelStorm(trial, putters: 4, takers: 4, EventsEach);
        var seen = await storm.RunAsync();
        var expected = Enumerable.Range(0, 4).SelectMany(putter => ChannelStorm.TextsOfPutter(putter, EventsEach));
        Require.NothingLostOrDoubled(expected, seen, !trial.Promises.AtomicPut,
            "while 4 puts and 4 takes at a time committed and rolled back at random");
        await ChannelRoomChecks.HasAllItsRoom(trial, "after many puts and takes at a time");
    }

    // One taker sees each putter's events in the order in which they were put, whatever is rolled back.
    public static async Task OrderOfEachPutterIsKept(ChannelTrial trial)
    {
        using var storm = new ChannelStorm(trial, putters: 3, takers: 1, EventsEach);
        var seen = await storm.RunAsync();
        for (var putter = 0; putter < 3; putter++)
        {
            var prefix = $"p{putter}-";
            var own = seen.Where(text => text.StartsWith(prefix, StringComparison.Ordinal)).Distinct().ToList();
            Require.Same([.. ChannelStorm.TextsOfPutter(putter, EventsEach)], own,
                "Events of one putter come out in another order while takes are rolled back at random.");
        }
    }
}
