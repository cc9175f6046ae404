namespace FlumePlug.Sdk.Testing;

/// <summary>Start, stop, and what a durable channel keeps across them.</summary>
internal static class ChannelLifecycleChecks
{
    public static async Task StopsWithoutStart(ChannelTrial trial)
    {
        await trial.StopAsync();
        await trial.StopAsync();
    }

    public static async Task StopsTwice(ChannelTrial trial)
    {
        await trial.PutAsync("a");
        await trial.StopAsync();
        await trial.StopAsync();
    }

    public static async Task DurableEventsOutliveTheInstance(ChannelTrial trial)
    {
        await trial.PutAsync("a", "b", "c", "d");
        await using (var rolledBack = await trial.ReserveNowAsync(Fit.Whole, "dropped"))
            Require.That(rolledBack.Count == 1, "A durable channel gave no room for one event.");
        await using (var take = await trial.TakeAsync(1))
            await trial.CommitAsync(take);
        await using (await trial.TakeAsync(2))
        {
        }
        await trial.ReopenAsync();
        var seen = await trial.DrainAsync();
        Require.NothingLostOrDoubled(["b", "c", "d"], [.. seen.Where(text => text != "a")], duplicatesAllowed: true,
            "when the channel was stopped and opened anew");
        Require.Same(["b", "c", "d"], [.. seen.Where(text => text != "a").Distinct()],
            "Events come in another order after the channel was opened anew.");
        await trial.PutAsync("e");
        Require.Same(["e"], await trial.DrainAsync(), "A channel that was opened anew does not go on.");
    }
}
