using static FlumePlug.Sdk.Testing.ChannelTrial;

namespace FlumePlug.Sdk.Testing;

/// <summary>What arrives at the destination, also when it fails.</summary>
internal static class SinkDeliveryChecks
{
    private const int Seed = 20261;

    public static async Task FlushedEventsHaveArrived(SinkTrial trial)
    {
        var expected = new List<string>();
        foreach (var size in new[] { 1, 70, 3 })
        {
            var texts = Texts($"flushed{size}", size);
            await trial.ProcessAsync(texts);
            await trial.FlushAsync();
            expected.AddRange(texts);
            Require.Same(expected, await trial.ArrivedAsync(expected.Count),
                "Events that were processed and flushed have not arrived once and in order.");
            await trial.TickAsync();
        }
        await trial.StopAsync();
        Require.Same(expected, await trial.ArrivedAsync(expected.Count), "Stopping the sink changed what had arrived.");
    }

    // Each batch is disposed, and its memory overwritten, before the flush.
    public static async Task ReadsNoReturnedMemory(SinkTrial trial)
    {
        var texts = Texts("early", 5);
        await trial.ProcessAsync(texts);
        await trial.FlushAsync();
        Require.Same(texts, await trial.ArrivedAsync(texts.Length),
            "The sink read memory after its batch was disposed; it must retain a batch that it keeps.");
    }

    public static async Task SeveralBatchesBeforeAFlush(SinkTrial trial)
    {
        await trial.ProcessAsync("a", "b");
        await trial.ProcessAsync("c");
        await trial.ProcessAsync("d", "e");
        await trial.FlushAsync();
        Require.Same(["a", "b", "c", "d", "e"], await trial.ArrivedAsync(5),
            "Several batches before one flush do not all arrive in order.");
    }

    public static async Task FailureThrows(SinkTrial trial)
    {
        using (trial.Break())
        {
            using var cancellation = new CancellationTokenSource(trial.Patience / 4);
            var attempt = AttemptAsync(trial, ["lost"], cancellation.Token);
            var failure = await Require.WithinAsync(attempt, trial.Patience,
                "A delivery that cannot succeed goes on after its token was cancelled.");
            Require.That(failure is not null,
                "ProcessAsync and FlushAsync returned although the destination fails: the events are lost.");
        }
    }

    public static async Task NothingIsLostWhileFailing(SinkTrial trial)
    {
        var random = new Random(Seed);
        var expected = new List<string>();
        for (var round = 0; round < 30; round++)
        {
            var texts = Texts($"round{round}", 1 + random.Next(5));
            expected.AddRange(texts);
            if (random.Next(3) == 0)
            {
                using var broken = trial.Break();
                using var cancellation = new CancellationTokenSource(trial.Patience / 4);
                if (await AttemptAsync(trial, texts, cancellation.Token) is null)
                    continue;
            }
            await DeliverAsync(trial, texts);
        }
        await trial.StopAsync();
        Require.NothingLostOrDoubled(expected, await trial.ArrivedAsync(expected.Count), duplicatesAllowed: true,
            "while the destination failed now and then and failed batches came again");
    }

    // The destination fails before the first batch, between two, and before the flush.
    public static async Task CalledDeliveredHasArrived(SinkTrial trial)
    {
        var expected = new List<string>();
        for (var breaksAt = 0; breaksAt <= 3; breaksAt++)
        {
            string[][] batches = [.. Enumerable.Range(0, 3).Select(i => Texts($"part{breaksAt}-{i}", 2))];
            expected.AddRange(batches.SelectMany(texts => texts));
            foreach (var texts in await FailAtAsync(trial, batches, breaksAt))
                await DeliverAsync(trial, texts);
            Require.NothingLostOrDoubled(expected, await trial.ArrivedAsync(expected.Count), duplicatesAllowed: true,
                "of batches that IsDelivered called delivered after a failure");
        }
    }

    private static async Task<string[][]> FailAtAsync(SinkTrial trial, string[][] batches, int breaksAt)
    {
        using var broken = new Breaking(trial);
        using var cancellation = new CancellationTokenSource(trial.Patience / 4);
        var processed = 0;
        try
        {
            foreach (var texts in batches)
            {
                broken.BreakIf(processed == breaksAt);
                using var batch = TestEvents.BatchOf(texts);
                processed++;
                await trial.ProcessAsync(batch, cancellation.Token);
            }
            broken.BreakIf(processed == breaksAt);
            await trial.FlushAsync(cancellation.Token);
            return [];
        }
        catch (Exception failure) when (failure is not ConformanceException)
        {
            var delivery = (IPartialDelivery)trial.Sink;
            return [.. batches.Where((_, i) => i >= processed || !delivery.IsDelivered(i))];
        }
    }

    // The first attempts after a failure may still find a broken connection.
    private static async Task DeliverAsync(SinkTrial trial, string[] texts)
    {
        Exception? failure = null;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            if ((failure = await AttemptAsync(trial, texts, CancellationToken.None)) is null)
                return;
            trial.Time.Advance(TimeSpan.FromSeconds(10));
            await trial.TickAsync();
        }
        throw new ConformanceException("The sink does not recover when its destination works again.", failure);
    }

    private static async Task<Exception?> AttemptAsync(SinkTrial trial, string[] texts, CancellationToken cancellationToken)
    {
        using var batch = TestEvents.BatchOf(texts);
        try
        {
            await trial.ProcessAsync(batch, cancellationToken);
            await trial.FlushAsync(cancellationToken);
            return null;
        }
        catch (Exception failure) when (failure is not ConformanceException)
        {
            return failure;
        }
    }

    private sealed class Breaking(SinkTrial trial) : IDisposable
    {
        private IDisposable? _broken;

        public void BreakIf(bool isTime) => _broken ??= isTime ? trial.Break() : null;

        public void Dispose() => _broken?.Dispose();
    }
}
