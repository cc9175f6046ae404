using System.Reflection;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Testing;

/// <summary>One started channel under a check, and the few moves that checks are made of.</summary>
internal sealed class ChannelTrial(Func<TestComponentContext, IChannel> create, TimeSpan patience,
    TimeSpan keepAlive) : IAsyncDisposable
{
    private const long LargestCapacityTried = 10_000;
    private int _filled;

    public TestComponentContext Context { get; } = new("c1");

    public IChannel Channel { get; private set; } = null!;

    public ManualTime Time => Context.Clock;

    public TimeSpan Patience => patience;

    public TimeSpan KeepAlive => keepAlive;

    public ChannelAttribute Promises =>
        Channel.GetType().GetCustomAttribute<ChannelAttribute>() ?? new ChannelAttribute("unmarked");

    /// <summary>The most events it holds, when that is few enough to fill it.</summary>
    public int? Capacity => Promises.Reserves
        && Channel.Fill.Capacity is > 0 and <= LargestCapacityTried and var capacity ? (int)capacity : null;

    /// <summary>The most events that checks put at a time.</summary>
    public int LargestPut => (int)Math.Min(Channel.MaxBatch, Capacity ?? LargestCapacityTried);

    public async Task<ChannelTrial> BuildAsync(bool start = true)
    {
        Channel = create(Context);
        if (Channel.MaxBatch < 4 || Channel.Fill.Capacity is > 0 and < 10)
            throw new ArgumentException("Give the suite a channel that holds at least 10 events and takes at least 4 at a time.");
        if (start)
            await Require.WithinAsync(Channel.StartAsync(CancellationToken.None).AsTask(), patience,
                "StartAsync does not return.");
        return this;
    }

    public async Task StopAsync() =>
        await Require.WithinAsync(Channel.StopAsync(CancellationToken.None).AsTask(), patience, "StopAsync does not return.");

    /// <summary>Stops the channel and builds another one over the same directory.</summary>
    public async Task ReopenAsync()
    {
        await StopAsync();
        await DisposeChannelAsync();
        await BuildAsync();
    }

    /// <summary>Begins a reservation that may have to wait.</summary>
    public async Task<Reservation> ReserveAsync(Fit fit, IReadOnlyList<string> texts,
        CancellationToken cancellationToken = default)
    {
        var batch = BatchOf([.. texts]);
        try
        {
            return new Reservation(await Channel.ReserveAsync(batch, fit, cancellationToken), batch, texts);
        }
        catch
        {
            batch.Dispose();
            throw;
        }
    }

    /// <summary>A reservation that must not wait, because there is room or because of its fit.</summary>
    public Task<Reservation> ReserveNowAsync(Fit fit, params IReadOnlyList<string> texts) => Require.WithinAsync(
        Task.Run(() => ReserveAsync(fit, texts)), patience,
            $"ReserveAsync(Fit.{fit}) of {texts.Count} events waits although it has no reason to.");

    /// <summary>Puts texts whole, in batches of at most <see cref="LargestPut"/>.</summary>
    public async Task PutAsync(params IReadOnlyList<string> texts)
    {
        foreach (var chunk in texts.Chunk(LargestPut))
        {
            await using var reserved = await ReserveNowAsync(Fit.Whole, chunk);
            await reserved.CommitAsync(chunk.Length, patience);
        }
    }

    public async Task<ITake?> TryTakeAsync(int max)
    {
        var take = await Require.WithinAsync(
            Task.Run(() => Channel.TakeAsync(max, CancellationToken.None).AsTask()), patience,
            "TakeAsync waits; it must give null when there is nothing: a take that waits loses events when its runner stops.");
        Require.That(take is null || take.Batch.Count > 0,
            "TakeAsync gave a take without events; it must give null when there is nothing.");
        return take;
    }

    public async Task<ITake> TakeAsync(int max) => await TryTakeAsync(max)
        ?? throw new ConformanceException("TakeAsync found nothing although committed events wait.");

    /// <summary>Takes and commits until there is nothing more.</summary>
    public async Task<List<string>> DrainAsync(int max = 100)
    {
        var drained = new List<string>();
        while (await TryTakeAsync(Math.Min(max, Channel.MaxBatch)) is { } take)
        {
            await using (take)
            {
                drained.AddRange(TextsOf(take.Batch));
                await CommitAsync(take);
            }
        }
        return drained;
    }

    public Task CommitAsync(ITake take) =>
        Require.WithinAsync(take.CommitAsync(CancellationToken.None).AsTask(), patience, "The commit of a take does not return.");

    /// <summary>Puts events until there is no more room, and returns them.</summary>
    public async Task<List<string>> FillAsync()
    {
        var stored = new List<string>();
        while (Capacity is { } capacity && stored.Count < capacity)
        {
            var texts = Texts($"fill{_filled++}", Math.Min(LargestPut, capacity - stored.Count));
            await PutAsync(texts);
            stored.AddRange(texts);
        }
        return stored;
    }

    public static string[] Texts(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => $"{prefix}-{i}")];

    public async ValueTask DisposeAsync()
    {
        await DisposeChannelAsync();
        Context.Dispose();
    }

    private async ValueTask DisposeChannelAsync()
    {
        if (Channel is IAsyncDisposable later)
            await later.DisposeAsync();
        else if (Channel is IDisposable disposable)
            disposable.Dispose();
    }
}

/// <summary>A reservation and the batch it is for; both are disposed together.</summary>
internal sealed class Reservation(IPut put, EventBatch batch, IReadOnlyList<string> texts) : IAsyncDisposable
{
    public int Count => put.Count;

    public EventBatch Batch => batch;

    public async Task<IReadOnlyList<string>> CommitAsync(int count, TimeSpan patience)
    {
        await Require.WithinAsync(put.CommitAsync(count, CancellationToken.None).AsTask(), patience,
            "The commit of a put does not return.");
        return [.. texts.Take(count)];
    }

    public async ValueTask DisposeAsync()
    {
        await put.DisposeAsync();
        batch.Dispose();
    }
}
