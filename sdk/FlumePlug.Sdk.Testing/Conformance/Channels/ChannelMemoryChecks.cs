using static FlumePlug.Sdk.Testing.ChannelTrial;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Testing;

/// <summary>Who holds a batch's memory, and for how long.</summary>
internal static class ChannelMemoryChecks
{
    private const byte Overwritten = 0xDD;

    // Disposed memory is overwritten, so that an event that still points into it comes out as other bytes.
    public static async Task ReadsNoReturnedMemory(ChannelTrial trial)
    {
        var expected = new List<string>();
        foreach (var size in new[] { 1, 3, 70, 5 })
        {
            var texts = Texts($"put{size}", Math.Min(size, trial.LargestPut));
            await using (var reserved = await trial.ReserveNowAsync(Fit.Whole, texts))
                await reserved.CommitAsync(Math.Max(1, texts.Length - 1), trial.Patience);
            await using (var take = await trial.TakeAsync(1))
                Require.Same(texts[..1], TextsOf(take.Batch), "A taken event lies in memory that was given back.");
            await using (var take = await trial.TakeAsync(trial.LargestPut))
            {
                expected.AddRange(TextsOf(take.Batch));
                await trial.CommitAsync(take);
            }
            Require.Same(texts[..Math.Max(1, texts.Length - 1)], [.. expected.TakeLast(Math.Max(1, texts.Length - 1))],
                "Taken events lie in memory that was given back.");
            Require.Same([], await trial.DrainAsync(), "A take left events behind although it could have taken them all.");
        }
    }

    public static async Task LeavesThePutBatchAlone(ChannelTrial trial)
    {
        var batch = BatchOf(EventOf("a", ("h", "1")), EventOf("b"));
        var before = KeptEvent.AllOf(batch);
        await using (var put = await trial.Channel.ReserveAsync(batch, Fit.Whole, CancellationToken.None))
            await put.CommitAsync(2, CancellationToken.None);
        Require.That(batch.IsHeld(),
            "The channel disposed a batch that belongs to its caller; it may dispose only what it retained.");
        Require.That(before.SequenceEqual(KeptEvent.AllOf(batch)),
            "The channel wrote to a batch that was put; others read it at the same time.");
        batch.Dispose();
    }

    public static async Task TakenBatchMayBeKept(ChannelTrial trial)
    {
        await trial.PutAsync(Texts("kept", Math.Min(4, trial.LargestPut)));
        var rolledBack = await trial.TakeAsync(2);
        var first = TextsOf(rolledBack.Batch);
        using var keptOfRollBack = rolledBack.Batch.Retain();
        await rolledBack.DisposeAsync();
        var take = await trial.TakeAsync(2);
        using var kept = take.Batch.Retain();
        await trial.CommitAsync(take);
        await take.DisposeAsync();
        await trial.DrainAsync();
        await trial.PutAsync(Texts("later", Math.Min(4, trial.LargestPut)));
        Require.Same(first, TextsOf(keptOfRollBack), "A batch that its taker retained changed after the take was rolled back.");
        Require.Same(first, TextsOf(kept), "A batch that its taker retained changed after the take was committed.");
    }

    public static async Task GivesMemoryBack(ChannelTrial trial)
    {
        var aliases = new List<ReadOnlyMemory<byte>>();
        await using (var dropped = await trial.ReserveNowAsync(Fit.Whole, "dropped"))
            aliases.Add(dropped.Batch[0].Body);
        foreach (var size in new[] { 1, 70 })
        {
            await using var reserved = await trial.ReserveNowAsync(Fit.Whole, Texts("held", Math.Min(size, trial.LargestPut)));
            aliases.Add(reserved.Batch[0].Body);
            await reserved.CommitAsync(reserved.Count, trial.Patience);
            await trial.DrainAsync();
        }
        await trial.StopAsync();
        Require.That(aliases.All(alias => alias.Span.IndexOfAnyExcept(Overwritten) < 0),
            "The channel keeps memory of events that were all taken or rolled back: it retains a batch and never disposes it.");
    }
}
