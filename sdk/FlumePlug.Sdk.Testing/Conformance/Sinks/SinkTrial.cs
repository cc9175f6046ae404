using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Testing;

/// <summary>One sink under a check, called as a runner would call it.</summary>
internal sealed class SinkTrial(ISink sink, TestComponentContext context, TimeSpan patience) : IAsyncDisposable
{
    public ISink Sink => sink;

    public TimeSpan Patience => patience;

    public ManualTime Time => context.Clock;

    public required Func<IReadOnlyList<string>> Delivered { get; init; }

    public required Func<IDisposable> Break { get; init; }

    public Task StartAsync() => EndsAsync(sink.StartAsync(CancellationToken.None), "StartAsync");

    public Task StopAsync() => EndsAsync(sink.StopAsync(CancellationToken.None), "StopAsync");

    public Task TickAsync() => EndsAsync(sink.TickAsync(CancellationToken.None), "TickAsync");

    public Task FlushAsync(CancellationToken cancellationToken = default) =>
        EndsAsync(sink.FlushAsync(cancellationToken), "FlushAsync");

    public Task ProcessAsync(EventBatch batch, CancellationToken cancellationToken = default) =>
        EndsAsync(sink.ProcessAsync(batch, cancellationToken), "ProcessAsync");

    /// <summary>Processes texts in a batch that is gone afterwards.</summary>
    public async Task ProcessAsync(params string[] texts)
    {
        using var batch = BatchOf(texts);
        await ProcessAsync(batch);
    }

    /// <summary>Waits until that many events have arrived, or patience ends, and gives what is there.</summary>
    public async Task<IReadOnlyList<string>> ArrivedAsync(int count)
    {
        var end = TimeProvider.System.GetTimestamp() + (long)(patience.TotalSeconds * TimeProvider.System.TimestampFrequency);
        var arrived = Delivered();
        for (; arrived.Count < count && TimeProvider.System.GetTimestamp() < end; arrived = Delivered())
            await Task.Delay(5);
        return arrived;
    }

    public async ValueTask DisposeAsync()
    {
        if (sink is IAsyncDisposable later)
            await later.DisposeAsync();
        else if (sink is IDisposable disposable)
            disposable.Dispose();
    }

    private Task EndsAsync(ValueTask call, string name) =>
        Require.WithinAsync(call.AsTask(), patience, $"{name} does not return.");
}
