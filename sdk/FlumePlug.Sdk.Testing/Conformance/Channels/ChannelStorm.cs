using System.Collections.Concurrent;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Testing;

/// <summary>
/// Several puts and takes at the same time that roll back, commit fewer, cancel their waits and come again at random.
/// </summary>
internal sealed class ChannelStorm(ChannelTrial trial, int putters, int takers, int eventsEach) : IDisposable
{
    private const int Seed = 20260;
    private readonly ConcurrentQueue<string> _taken = new();
    private readonly CancellationTokenSource _allPut = new();

    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var takes = Enumerable.Range(0, takers).Select(taker => Task.Run(() => TakeAllAsync(new Random(Seed - taker)))).ToArray();
        var puts = Enumerable.Range(0, putters).Select(putter =>
            Task.Run(() => PutAllAsync(putter, new Random(Seed + putter)))).ToArray();
        await Require.WithinAsync(Task.WhenAny(Task.WhenAll(puts), FirstFailure(takes)), trial.Patience * 3,
            "Puts wait for ever although takes go on: room, or a wake-up, was lost.");
        await _allPut.CancelAsync();
        await Require.WithinAsync(Task.WhenAll(takes), trial.Patience, "Takes do not end.");
        await Task.WhenAll(puts);
        foreach (var text in await trial.DrainAsync())
            _taken.Enqueue(text);
        return [.. _taken];
    }

    public void Dispose() => _allPut.Dispose();

    public static IEnumerable<string> TextsOfPutter(int putter, int count) => ChannelTrial.Texts($"p{putter}", count);

    private async Task PutAllAsync(int putter, Random random)
    {
        var rest = TextsOfPutter(putter, eventsEach).ToArray().AsMemory();
        while (!rest.IsEmpty)
        {
            var texts = rest[..Math.Min(rest.Length, 1 + random.Next(Math.Min(7, trial.LargestPut)))].ToArray();
            rest = rest[await PutSomeAsync((Fit)random.Next(3), texts, random)..];
        }
    }

    private async Task<int> PutSomeAsync(Fit fit, string[] texts, Random random)
    {
        try
        {
            await using var reserved = await trial.ReserveAsync(fit, texts);
            if (random.Next(4) == 0)
                await Task.Yield();
            var committed = random.Next(3) switch { 0 => 0, 1 => random.Next(reserved.Count + 1), _ => reserved.Count };
            if (committed > 0 || random.Next(2) == 0)
                await reserved.CommitAsync(committed, trial.Patience);
            return committed;
        }
        catch (ChannelFullException)
        {
            return 0;
        }
    }

    private async Task TakeAllAsync(Random random)
    {
        while (await TakeSomeAsync(random) || !_allPut.IsCancellationRequested)
        {
        }
    }

    private async Task<bool> TakeSomeAsync(Random random)
    {
        var take = await trial.Channel.TakeAsync(1 + random.Next(Math.Min(9, trial.LargestPut)), CancellationToken.None);
        if (take is null)
        {
            await WaitAsync(random);
            return false;
        }
        await using (take)
        {
            if (random.Next(4) == 0)
                await Task.Yield();
            Require.That(take.Batch.Count > 0, "TakeAsync gave a take without events; it must give null when there is nothing.");
            if (random.Next(4) == 0)
                return true;
            var texts = TextsOf(take.Batch);
            await take.CommitAsync(CancellationToken.None);
            foreach (var text in texts)
                _taken.Enqueue(text);
            return true;
        }
    }

    private async Task WaitAsync(Random random)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(_allPut.Token);
        if (random.Next(3) == 0)
            wait.CancelAfter(TimeSpan.FromMilliseconds(random.Next(3)));
        try
        {
            await trial.Channel.WaitAsync(wait.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private static async Task FirstFailure(Task[] tasks)
    {
        var never = new TaskCompletionSource();
        foreach (var task in tasks)
            _ = task.ContinueWith(failed => never.TrySetException(failed.Exception!.InnerExceptions),
                CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        await never.Task;
    }
}
