using System.Runtime.InteropServices;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Testing;

/// <summary>What interceptors bear, and what they may not do to a batch.</summary>
internal static class InterceptorChecks
{
    public static async Task BearsAnyEvent(InterceptorTrial trial)
    {
        var interceptor = trial.Build();
        foreach (var sample in trial.Events)
        {
            try
            {
                await trial.ResultAsync(interceptor, sample);
            }
            catch (Exception thrown) when (thrown is not ConformanceException)
            {
                throw new ConformanceException(
                    $"{thrown.GetType().Name} for {KeptEvent.Of(sample)}; a throw refuses the whole batch, "
                    + $"pass or drop what cannot be used: {thrown.Message}",
                    thrown);
            }
        }
        await trial.ResultAsync(interceptor, [.. trial.Events]);
    }

    public static async Task BearsAnEmptyBatch(InterceptorTrial trial)
    {
        var result = await trial.ResultAsync(trial.Build());
        Require.That(result.Count == 0, $"An empty batch came out with {result.Count} events.");
    }

    public static async Task CancelledCallsEnd(InterceptorTrial trial)
    {
        using var batch = BatchOf("a");
        try
        {
            await Require.WithinAsync(trial.Build().InterceptAsync(batch, new CancellationToken(canceled: true)).AsTask(),
                trial.Patience,
                "InterceptAsync goes on although its token is cancelled.");
        }
        catch (OperationCanceledException)
        {
        }
    }

    public static async Task NeitherDisposesNorKeeps(InterceptorTrial trial)
    {
        var interceptor = trial.Build();
        var batch = BatchOf([.. trial.Events]);
        await trial.InterceptAsync(interceptor, batch);
        Require.That(batch.IsHeld(), "The interceptor disposed a batch that belongs to its caller.");
        batch.Dispose();
        Require.That(!batch.IsHeld(), "The interceptor retains a batch past the call; copy what has to be kept.");
    }

    public static async Task UsesNoMemoryOfOtherBatches(InterceptorTrial trial)
    {
        var interceptor = trial.Build();
        var earlier = new HashSet<byte[]>();
        for (var round = 0; round < 3; round++)
        {
            using var batch = BatchOf([.. trial.Events]);
            await trial.InterceptAsync(interceptor, batch);
            var arrays = ArraysOf(batch);
            Require.That(!arrays.Any(earlier.Contains),
                "A body lies in memory of an earlier batch, which was given back; copy it, or rent from the batch at hand.");
            earlier.UnionWith(arrays.Where(array => IsPooled(array, batch)));
        }
    }

    public static async Task BatchEqualsSingleEvents(InterceptorTrial trial)
    {
        if (!await trial.IsRepeatableAsync(trial.Build()))
            return;
        var interceptor = trial.Build();
        var single = new List<KeptEvent>();
        foreach (var sample in trial.Events)
            single.AddRange(await trial.ResultAsync(interceptor, sample));
        var together = await trial.ResultAsync(trial.Build(), [.. trial.Events]);
        Require.Same([.. single.Select(Shown)], [.. together.Select(Shown)],
            "A batch comes out otherwise than its events one by one.");
        Require.That(single.SequenceEqual(together), "A batch comes out with other bytes than its events one by one.");
    }

    public static async Task BatchesAtATimeDoNotMix(InterceptorTrial trial)
    {
        var interceptor = trial.Build();
        if (!await trial.IsRepeatableAsync(interceptor))
            return;
        var callers = new List<(Event[] Events, IReadOnlyList<KeptEvent> Expected)>();
        for (var caller = 0; caller < 8; caller++)
        {
            var mark = new string((char)('a' + caller), caller + 1);
            Event[] events = [.. trial.Events.Where(sample => sample.Body.Length < 1000).Select(sample =>
                InterceptorTrial.Marked(sample, mark))];
            callers.Add((events, await trial.ResultAsync(trial.Build(), events)));
        }
        await Task.WhenAll(callers.Select(caller => Task.Run(async () =>
        {
            for (var round = 0; round < 300; round++)
            {
                var seen = await trial.ResultAsync(interceptor, caller.Events);
                Require.That(caller.Expected.SequenceEqual(seen),
                    "Several batches at a time mix; derive from EventInterceptor, which takes one call at a time. "
                    + $"Expected {Show(caller.Expected)}, got {Show(seen)}.");
            }
        })));
    }

    private static string Show(IEnumerable<KeptEvent> events) => Require.Show([.. events.Select(Shown)]);

    private static string Shown(KeptEvent kept) => kept.ToString();

    private static List<byte[]> ArraysOf(EventBatch batch)
    {
        var arrays = new List<byte[]>();
        foreach (ref readonly var one in batch.Events)
            if (MemoryMarshal.TryGetArray(one.Body, out var segment) && segment.Count > 0)
                arrays.Add(segment.Array!);
        return arrays;
    }

    // Memory of the batch is handed on when the batch is shared; an array that an interceptor made for good is not.
    private static bool IsPooled(byte[] array, EventBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (!MemoryMarshal.TryGetArray(batch[i].Body, out var segment) || segment.Array != array)
                continue;
            using var shared = EventBatch.Create();
            shared.Add(batch, i, 1);
            return shared.RetainedBytes > 0;
        }
        return false;
    }
}
