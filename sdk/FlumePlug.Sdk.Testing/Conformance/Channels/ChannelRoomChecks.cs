using static FlumePlug.Sdk.Testing.ChannelTrial;

namespace FlumePlug.Sdk.Testing;

/// <summary>Room: what the three fits promise, keep-alive, and that room comes back. For channels that can be filled.</summary>
internal static class ChannelRoomChecks
{
    public static async Task WholeRefusesMoreThanMaxBatch(ChannelTrial trial)
    {
        if (trial.Channel.MaxBatch >= 100_000)
            return;
        var texts = Texts("big", trial.Channel.MaxBatch + 1);
        var waiting = trial.ReserveAsync(Fit.Whole, texts);
        await PassTimeAsync(trial, waiting);
        await Refused<ChannelException>(trial, waiting,
            $"ReserveAsync(Fit.Whole) of {texts.Length} events with a MaxBatch of {texts.Length - 1}");
    }

    public static async Task OthersAreCutToMaxBatch(ChannelTrial trial)
    {
        if (trial.Channel.MaxBatch >= 100_000 || trial.Capacity < trial.Channel.MaxBatch)
            return;
        foreach (var fit in new[] { Fit.Prefix, Fit.Now })
        {
            await using var reserved = await trial.ReserveNowAsync(fit, Texts("big", trial.Channel.MaxBatch + 1));
            Require.That(reserved.Count <= trial.Channel.MaxBatch,
                $"ReserveAsync(Fit.{fit}) gave room for {reserved.Count} events with a MaxBatch of {trial.Channel.MaxBatch}.");
            Require.That(reserved.Count > 0, $"ReserveAsync(Fit.{fit}) of more than MaxBatch gave no room in an empty channel.");
        }
    }

    public static async Task WholeWaitsKeepAlive(ChannelTrial trial) => await RefusedAfterKeepAlive(trial, Fit.Whole);

    public static async Task PrefixWaitsKeepAlive(ChannelTrial trial) => await RefusedAfterKeepAlive(trial, Fit.Prefix);

    public static async Task NowNeverWaits(ChannelTrial trial)
    {
        if (trial.Capacity is null)
            return;
        await using (var some = await trial.ReserveNowAsync(Fit.Now, "a"))
            Require.That(some.Count == 1, $"ReserveAsync(Fit.Now) gave room for {some.Count} events in an empty channel.");
        var stored = await trial.FillAsync();
        await using (var none = await trial.ReserveNowAsync(Fit.Now, "late"))
        {
            Require.That(none.Count == 0, $"ReserveAsync(Fit.Now) gave room for {none.Count} events in a full channel.");
            await none.CommitAsync(0, trial.Patience);
        }
        Require.Same(stored, await trial.DrainAsync(), "A reservation that found no room changed what is stored.");
    }

    public static async Task PrefixTakesWhatFits(ChannelTrial trial)
    {
        if (trial.Capacity is not { } capacity || trial.LargestPut < 2)
            return;
        var stored = await trial.FillAsync();
        await using (var take = await trial.TakeAsync(1))
            await trial.CommitAsync(take);
        foreach (var fit in new[] { Fit.Now, Fit.Prefix })
        {
            await using var reserved = await trial.ReserveNowAsync(fit, "x", "y");
            Require.That(reserved.Count == 1,
                $"ReserveAsync(Fit.{fit}) of 2 events with room for 1 of {capacity} gave room for {reserved.Count}.");
            if (fit == Fit.Prefix)
                await reserved.CommitAsync(1, trial.Patience);
        }
        Require.Same([.. stored.Skip(1), "x"], await trial.DrainAsync(),
            "A prefix that was committed is not stored behind the rest.");
    }

    public static async Task WaitingPutGetsRoom(ChannelTrial trial)
    {
        if (trial.Capacity is null || trial.KeepAlive == TimeSpan.Zero)
            return;
        foreach (var fit in new[] { Fit.Whole, Fit.Prefix })
        {
            await trial.FillAsync();
            var waiting = Task.Run(() => trial.ReserveAsync(fit, ["late"]));
            await Require.SettleAsync();
            Require.That(!waiting.IsCompletedSuccessfully, $"ReserveAsync(Fit.{fit}) gave room in a full channel.");
            await using (var take = await trial.TakeAsync(1))
                await trial.CommitAsync(take);
            await using (var reserved = await Require.WithinAsync(waiting, trial.Patience,
                $"A put that waits in ReserveAsync(Fit.{fit}) does not go on when a take was committed."))
                await reserved.CommitAsync(1, trial.Patience);
            Require.That((await trial.DrainAsync())[^1] == "late",
                "A put that had to wait for room was not stored behind the others.");
        }
    }

    public static async Task OpenTakeKeepsItsRoom(ChannelTrial trial)
    {
        if (trial.Capacity is null)
            return;
        var stored = await trial.FillAsync();
        var take = await trial.TakeAsync(1);
        await using (var reserved = await trial.ReserveNowAsync(Fit.Now, "late"))
            Require.That(reserved.Count == 0, "The room of an open take was given away: a roll-back would find none.");
        await take.DisposeAsync();
        Require.Same(stored, await trial.DrainAsync(), "A take rolled back in a full channel lost events.");
    }

    public static async Task RoomComesBack(ChannelTrial trial)
    {
        if (trial.Capacity is null)
            return;
        await using (var dropped = await trial.ReserveNowAsync(Fit.Whole, Texts("dropped", trial.LargestPut)))
            Require.That(dropped.Count == trial.LargestPut,
                $"ReserveAsync(Fit.Whole) gave room for {dropped.Count} of {trial.LargestPut} events.");
        await HasAllItsRoom(trial, "after a put was rolled back");
        await using (var fewer = await trial.ReserveNowAsync(Fit.Prefix, Texts("fewer", trial.LargestPut)))
            await fewer.CommitAsync(1, trial.Patience);
        Require.Same(["fewer-0"], await trial.DrainAsync(), "Committing 1 event of many reserved stored something else.");
        await HasAllItsRoom(trial, "after a put committed fewer than it had reserved");
    }

    public static async Task CancelledPutGivesRoomBack(ChannelTrial trial)
    {
        if (trial.Capacity is null || trial.KeepAlive == TimeSpan.Zero)
            return;
        foreach (var fit in new[] { Fit.Whole, Fit.Prefix })
        {
            var stored = await trial.FillAsync();
            using var cancellation = new CancellationTokenSource();
            var waiting = Task.Run(() =>
                trial.ReserveAsync(fit, Texts("late", Math.Min(2, trial.LargestPut)), cancellation.Token));
            await Require.SettleAsync();
            await cancellation.CancelAsync();
            await Require.CancelledAsync(waiting, trial.Patience, $"ReserveAsync(Fit.{fit}) on a full channel");
            Require.Same(stored, await trial.DrainAsync(), "A put that was cancelled while it waited changed what is stored.");
        }
        await HasAllItsRoom(trial, "after puts that were cancelled while they waited");
    }

    public static async Task FillCountsUntilTheCommit(ChannelTrial trial)
    {
        if (trial.Capacity is null)
            return;
        await trial.PutAsync("a", "b");
        Sees(2, "after 2 events were committed");
        await using (var take = await trial.TakeAsync(1))
        {
            Sees(2, "while one of 2 events is in an open take");
            await trial.CommitAsync(take);
        }
        Sees(1, "after a take of one of 2 events was committed");

        void Sees(long expected, string when) =>
            Require.That(trial.Channel.Fill.Size == expected,
                $"Fill.Size is {trial.Channel.Fill.Size} instead of {expected} {when}.");
    }

    /// <summary>Whether the empty channel takes as many events as it says it holds.</summary>
    public static async Task HasAllItsRoom(ChannelTrial trial, string when)
    {
        if (trial.Capacity is not { } capacity)
            return;
        var reserved = new List<Reservation>();
        while (reserved.Sum(one => one.Count) < capacity)
        {
            reserved.Add(await trial.ReserveNowAsync(Fit.Now,
                Texts("room", Math.Min(trial.LargestPut, capacity - reserved.Sum(one => one.Count)))));
            Require.That(reserved[^1].Count > 0,
                $"Room was lost: the empty channel has room for {reserved.Sum(one => one.Count)} of {capacity} events {when}.");
        }
        foreach (var one in reserved)
            await one.DisposeAsync();
    }

    private static async Task RefusedAfterKeepAlive(ChannelTrial trial, Fit fit)
    {
        if (trial.Capacity is null)
            return;
        var stored = await trial.FillAsync();
        var waiting = trial.ReserveAsync(fit, ["late"]);
        if (trial.KeepAlive > TimeSpan.Zero)
        {
            trial.Time.Advance(trial.KeepAlive / 2);
            await Require.SettleAsync();
            Require.That(!waiting.IsCompleted,
                $"ReserveAsync(Fit.{fit}) on a full channel gave up before keep-alive had passed.");
        }
        await PassTimeAsync(trial, waiting);
        await Refused<ChannelFullException>(trial, waiting, $"ReserveAsync(Fit.{fit}) on a full channel");
        Require.Same(stored, await trial.DrainAsync(), "A put that was refused changed what is stored.");
        await HasAllItsRoom(trial, "after a put was refused");
    }

    // Three times keep-alive, in steps: a channel may look at the clock as coarsely as it likes.
    private static async Task PassTimeAsync(ChannelTrial trial, Task waiting)
    {
        for (var step = 0; step < 30 && !waiting.IsCompleted; step++)
        {
            await Require.SettleAsync();
            trial.Time.Advance(trial.KeepAlive / 10);
        }
    }

    private static async Task Refused<T>(ChannelTrial trial, Task<Reservation> waiting, string what)
        where T : ChannelException
    {
        try
        {
            await using var reserved = await Require.WithinAsync(waiting, trial.Patience,
                $"{what} goes on waiting after keep-alive ({trial.KeepAlive.TotalSeconds} s); does it use its context's clock?");
        }
        catch (T)
        {
            return;
        }
        catch (Exception other) when (other is not ConformanceException)
        {
            throw new ConformanceException($"{what} threw {other.GetType().Name} instead of {typeof(T).Name}: {other.Message}",
                other);
        }
        throw new ConformanceException($"{what} was not refused.");
    }
}
