namespace FlumePlug.Sdk.Testing;

/// <summary>Options that a running channel is given: taken or refused, its events are untouched.</summary>
internal static class ChannelOptionChecks
{
    public static async Task ForeignOptionsAreRefused(ChannelTrial trial)
    {
        await trial.PutAsync("a", "b");
        Require.That(!trial.Channel.TryApply(new object()), "TryApply took an object that is not of the channel's options class.");
        Require.Same(["a", "b"], await trial.DrainAsync(), "Options that were refused changed what is stored.");
    }

    public static async Task TakenOptionsLeaveTheEventsAlone(ChannelTrial trial, object options)
    {
        await trial.PutAsync("a", "b", "c");
        var take = await trial.TakeAsync(1);
        await using (var reserved = await trial.ReserveNowAsync(Fit.Whole, "d"))
        {
            Require.That(trial.Channel.TryApply(options), "TryApply refused the options of OtherOptions.");
            await reserved.CommitAsync(1, trial.Patience);
        }
        await take.DisposeAsync();
        Require.Same(["a", "b", "c", "d"], await trial.DrainAsync(),
            "Options taken while a put and a take were open lost, doubled or reordered events.");
        await ChannelRoomChecks.HasAllItsRoom(trial, "after other options were taken");
    }
}
