using System.Collections.Concurrent;

namespace FlumePlug.Sdk.Testing;

/// <summary>What is put, also when channels refuse.</summary>
internal static class SourceRefusalChecks
{
    private const int Seed = 20262;

    public static async Task PutsWhatComesIn(SourceTrial trial)
    {
        var expected = new List<string>();
        foreach (var size in new[] { 1, 70, 3 })
        {
            var texts = ChannelTrial.Texts($"fed{size}", size);
            await trial.FeedAsync(texts);
            expected.AddRange(texts);
            await trial.StoresAsync(expected.Count);
        }
        Require.Same(expected, trial.Channels.Events.Texts, "What came in was not put once and in order.");
    }

    public static async Task RefusalDoesNotEnd(SourceTrial trial)
    {
        trial.Channels.RefuseNext();
        await trial.FeedAsync("refused");
        await trial.PutsAsync(1);
        await trial.FeedAsync("after");
        Require.That(await trial.StoresAsync(1), "The source puts nothing more after a channel refused an event.");
        if (trial.Feed is null)
            return;
        await trial.StoresAsync(trial.PutsAgain ? 2 : 1);
        IReadOnlyList<string> expected = trial.PutsAgain ? ["refused", "after"] : ["after"];
        Require.Same(expected, [.. trial.Channels.Events.Texts.Where(text => trial.PutsAgain || text != "refused")],
            "After a refused put the source does not go on where it should.");
    }

    public static async Task NothingLostWhileRefused(SourceTrial trial)
    {
        var random = new Random(Seed);
        var refused = new ConcurrentBag<string>();
        trial.Channels.Observe = batch =>
        {
            lock (random)
            {
                if (random.Next(3) != 0)
                    return;
                trial.Channels.RefuseNext();
                foreach (var text in TestEvents.TextsOf(batch))
                    refused.Add(text);
            }
        };
        var texts = ChannelTrial.Texts("fed", 200);
        foreach (var chunk in texts.Chunk(7))
            await trial.FeedAsync(chunk);
        await trial.UntilAsync(() => !texts.Except(trial.Channels.Events.Texts).Except(trial.PutsAgain ? [] : refused).Any());
        var stored = trial.Channels.Events.Texts;
        var expected = trial.PutsAgain ? texts : texts.Except(refused.Except(stored));
        Require.NothingLostOrDoubled(expected, stored, duplicatesAllowed: false, "while puts were refused at random");
    }
}
