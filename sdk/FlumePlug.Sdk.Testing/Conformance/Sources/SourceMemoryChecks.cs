using System.Collections.Concurrent;

namespace FlumePlug.Sdk.Testing;

/// <summary>Who holds a batch's memory, and for how long.</summary>
internal static class SourceMemoryChecks
{
    public static async Task LeavesPutBatchesAlone(SourceTrial trial)
    {
        var put = new ConcurrentDictionary<EventBatch, IReadOnlyList<KeptEvent>>();
        var wasPutTwice = false;
        trial.Channels.Observe = batch =>
        {
            if (put.Count >= 50)
                return;
            wasPutTwice |= !put.TryAdd(batch.Retain(), KeptEvent.AllOf(batch));
        };
        for (var i = 0; i < 5; i++)
        {
            await trial.FeedAsync($"a{i}", $"b{i}");
            Require.That(await trial.StoresAsync((i + 1) * 2), "The source does not put what it was fed.");
        }
        await trial.CancelAsync("while it waits");
        Require.That(!wasPutTwice, "The source put one batch twice; after a put nobody writes, so that a new one is needed.");
        foreach (var (batch, events) in put)
        {
            Require.That(batch.IsHeld(), "The source disposed a batch more often than it held it.");
            Require.That(events.SequenceEqual(KeptEvent.AllOf(batch)),
                "The source wrote to a batch after it was put; channels still read it.");
            batch.Dispose();
            Require.That(!batch.IsHeld(), "The source never disposed a batch that it had put.");
        }
    }
}
