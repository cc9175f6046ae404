using static FlumePlug.Sdk.Testing.ChannelTrial;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Testing;

/// <summary>What comes out, in which order, after commits and roll-backs.</summary>
internal static class ChannelOrderChecks
{
    public static async Task EmptyGivesNull(ChannelTrial trial)
    {
        var take = await trial.TryTakeAsync(10);
        Require.That(take is null, "A take on an empty channel gave something.");
    }

    public static async Task FirstInFirstOut(ChannelTrial trial)
    {
        await trial.PutAsync("a", "b");
        await trial.PutAsync("c");
        await trial.PutAsync("d", "e");
        Require.Same(["a", "b", "c", "d", "e"], await trial.DrainAsync(),
            "Events do not come out in the order in which they were put.");
    }

    public static async Task TakesAtMostMax(ChannelTrial trial)
    {
        await trial.PutAsync("a", "b", "c", "d", "e");
        var seen = new List<string>();
        while (await trial.TryTakeAsync(2) is { } take)
        {
            await using (take)
            {
                Require.That(take.Batch.Count is 1 or 2, $"A take of at most 2 events gave {take.Batch.Count}.");
                seen.AddRange(TextsOf(take.Batch));
                await trial.CommitAsync(take);
            }
        }
        Require.Same(["a", "b", "c", "d", "e"], seen, "Takes of 2 do not bring what one put stored.");
    }

    public static async Task MergesPuts(ChannelTrial trial)
    {
        await trial.PutAsync("a");
        await trial.PutAsync("b");
        await trial.PutAsync("c");
        await using var take = await trial.TakeAsync(3);
        Require.Same(["a", "b", "c"], TextsOf(take.Batch), "A take does not merge what several puts brought.");
    }

    public static async Task EventsUnchanged(ChannelTrial trial)
    {
        var large = new string('x', 200_000);
        var headers = HeadersOf(("host", "häuschen"), ("empty", ""), ("Host", "other case"));
        var bytes = new byte[256];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)i;
        foreach (var sent in new Event[] { EventOf(""), new(headers, bytes), EventOf("grüße €𝄞\n"),
            new(headers, EventOf(large).Body) })
        {
            using var batch = BatchOf(sent);
            await using (var put = await trial.Channel.ReserveAsync(batch, Fit.Whole, CancellationToken.None))
                await put.CommitAsync(1, CancellationToken.None);
            await using var take = await trial.TakeAsync(1);
            var (expected, seen) = (KeptEvent.Of(sent), KeptEvent.Of(take.Batch[0]));
            Require.That(expected == seen, $"An event came out changed: put {expected}, took {seen}.");
            await trial.CommitAsync(take);
        }
    }

    public static async Task TakeRolledBackComesAgain(ChannelTrial trial)
    {
        await trial.PutAsync("a", "b");
        await trial.PutAsync("c", "d", "e");
        var first = await trial.TakeAsync(3);
        var taken = TextsOf(first.Batch);
        await first.DisposeAsync();
        Require.Same(["a", "b", "c", "d", "e"], await trial.DrainAsync(),
            $"After a take of {Require.Show(taken)} was rolled back, the events do not come again in order.");
    }

    public static async Task TakesRolledBackNewestFirst(ChannelTrial trial)
    {
        await trial.PutAsync(Texts("e", 5));
        var older = await trial.TakeAsync(2);
        var newer = await trial.TakeAsync(2);
        await newer.DisposeAsync();
        await older.DisposeAsync();
        Require.Same(Texts("e", 5), await trial.DrainAsync(),
            "After two takes were rolled back, the newest first, the events do not come again in order.");
    }

    public static async Task RollBackLeavesLaterPutsBehind(ChannelTrial trial)
    {
        await trial.PutAsync("a", "b");
        var take = await trial.TakeAsync(2);
        await trial.PutAsync("c");
        await take.DisposeAsync();
        Require.Same(["a", "b", "c"], await trial.DrainAsync(),
            "Events of a take rolled back do not stand before those put meanwhile.");
    }

    public static async Task OpenTakeIsNotTakenTwice(ChannelTrial trial)
    {
        await trial.PutAsync("a");
        await using var take = await trial.TakeAsync(1);
        await using var second = await trial.TryTakeAsync(1);
        Require.That(second is null, "An event was taken twice: a second take gave it while the first was open.");
        await trial.CommitAsync(take);
    }

    public static async Task CommittedTakeIsGone(ChannelTrial trial)
    {
        await trial.PutAsync("a", "b");
        await using (var take = await trial.TakeAsync(1))
            await trial.CommitAsync(take);
        Require.Same(["b"], await trial.DrainAsync(), "A committed take does not remove its events, or removes others.");
    }

    public static async Task ReservationStoresNothing(ChannelTrial trial)
    {
        await using var reserved = await trial.ReserveNowAsync(Fit.Whole, "early");
        await using var take = await trial.TryTakeAsync(1);
        Require.That(take is null, "An event was taken before its put was committed.");
    }

    public static async Task PutRolledBackStoresNothing(ChannelTrial trial)
    {
        var reserved = await trial.ReserveNowAsync(Fit.Whole, "a", "b");
        await reserved.DisposeAsync();
        await trial.PutAsync("c");
        Require.Same(["c"], await trial.DrainAsync(), "A put that was disposed without a commit stored events.");
    }

    public static async Task CommitOfFewerStoresThePrefix(ChannelTrial trial)
    {
        await using (var reserved = await trial.ReserveNowAsync(Fit.Whole, "a", "b", "c"))
            await reserved.CommitAsync(2, trial.Patience);
        await using (var reserved = await trial.ReserveNowAsync(Fit.Whole, "d"))
            await reserved.CommitAsync(0, trial.Patience);
        Require.Same(["a", "b"], await trial.DrainAsync(),
            "Committing 2 of 3 reserved events, and then 0 of 1, does not store the first 2.");
    }
}
