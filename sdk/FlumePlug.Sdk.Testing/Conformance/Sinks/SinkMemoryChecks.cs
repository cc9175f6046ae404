using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Testing;

/// <summary>Who holds a batch's memory, and for how long.</summary>
internal static class SinkMemoryChecks
{
    public static async Task LeavesTheBatchAlone(SinkTrial trial)
    {
        var batch = BatchOf(EventOf("a", ("h", "1")), EventOf("b"));
        var before = KeptEvent.AllOf(batch);
        await trial.ProcessAsync(batch);
        await trial.FlushAsync();
        Require.That(batch.IsHeld(),
            "The sink disposed a batch that belongs to its caller; it may dispose only what it retained.");
        Require.That(before.SequenceEqual(KeptEvent.AllOf(batch)), "The sink wrote to a batch; others read it at the same time.");
        batch.Dispose();
    }

    public static async Task GivesMemoryBack(SinkTrial trial)
    {
        var batch = BatchOf(ChannelTrial.Texts("held", 70));
        var body = batch[0].Body;
        await trial.ProcessAsync(batch);
        batch.Dispose();
        await trial.FlushAsync();
        await trial.StopAsync();
        Require.That(!batch.IsHeld() && body.Span.IndexOfAnyExcept((byte)0xDD) < 0,
            "The sink keeps the memory of events that were flushed: it retains a batch and never disposes it.");
    }
}
