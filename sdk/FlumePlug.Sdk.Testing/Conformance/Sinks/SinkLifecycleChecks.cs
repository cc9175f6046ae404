using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Testing;

/// <summary>Start, stop, ticks and cancelled tokens.</summary>
internal static class SinkLifecycleChecks
{
    public static async Task StopsWithoutStart(SinkTrial trial)
    {
        await trial.StopAsync();
        await trial.StopAsync();
    }

    public static async Task StopsTwice(SinkTrial trial)
    {
        await trial.ProcessAsync("a");
        await trial.FlushAsync();
        await trial.StopAsync();
        await trial.StopAsync();
    }

    public static async Task Ticks(SinkTrial trial)
    {
        for (var i = 0; i < 3; i++)
        {
            await trial.TickAsync();
            trial.Time.Advance(TimeSpan.FromSeconds(1));
        }
        await trial.FlushAsync();
        await trial.TickAsync();
    }

    public static async Task CancelledCallsEnd(SinkTrial trial)
    {
        var cancelled = new CancellationToken(canceled: true);
        using var batch = BatchOf("a");
        await EndsAsync(trial, () => trial.Sink.ProcessAsync(batch, cancelled), "ProcessAsync");
        await EndsAsync(trial, () => trial.Sink.FlushAsync(cancelled), "FlushAsync");
        await EndsAsync(trial, () => trial.Sink.TickAsync(cancelled), "TickAsync");
    }

    private static async Task EndsAsync(SinkTrial trial, Func<ValueTask> call, string name)
    {
        try
        {
            await Require.WithinAsync(call().AsTask(), trial.Patience, $"{name} goes on although its token is cancelled.");
        }
        catch (OperationCanceledException)
        {
        }
    }
}
