namespace FlumePlug.Sdk.Testing;

/// <summary>One source under a check, running into collecting channels.</summary>
internal sealed class SourceTrial(ISource source, TestComponentContext context, TimeSpan patience) : IAsyncDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private Task _running = Task.CompletedTask;

    public CollectingChannels Channels { get; } = new();

    public required bool PutsAgain { get; init; }

    public required Func<IReadOnlyList<string>, CancellationToken, Task>? Feed { get; init; }

    /// <summary>Starts the source and lets it run.</summary>
    public async Task StartAsync()
    {
        await Require.WithinAsync(source.StartAsync(CancellationToken.None).AsTask(), patience, "StartAsync does not return.");
        _running = Task.Run(() => source.RunAsync(Channels, _cancellation.Token));
    }

    public Task FeedAsync(params IReadOnlyList<string> texts) => Feed is null
        ? Task.CompletedTask
        : Require.WithinAsync(Feed(texts, CancellationToken.None), patience, "The source does not take what it is fed.");

    /// <summary>Waits while the clock of the context runs fast, for sources that sleep between their polls.</summary>
    /// <returns>Whether it became true within patience.</returns>
    public async Task<bool> UntilAsync(Func<bool> reached)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!reached())
        {
            if (_running.IsFaulted)
                await _running;
            Require.That(!_running.IsCompleted, "RunAsync returned although nobody cancelled it.");
            if (TimeProvider.System.GetElapsedTime(begun) > patience)
                return false;
            context.Clock.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(5);
        }
        return true;
    }

    public Task<bool> StoresAsync(int count) => UntilAsync(() => Channels.Events.All.Count >= count);

    public async Task PutsAsync(int count) =>
        Require.That(await UntilAsync(() => Channels.Puts >= count), "The source puts nothing.");

    /// <summary>Cancels the run, which must end, and stops the source.</summary>
    public async Task CancelAsync(string when)
    {
        await _cancellation.CancelAsync();
        try
        {
            await Require.WithinAsync(_running, patience, $"RunAsync does not end when its token is cancelled {when}.");
        }
        catch (OperationCanceledException)
        {
        }
        _running = Task.CompletedTask;
        await StopAsync();
    }

    public async Task StopAsync()
    {
        if (!_running.IsCompleted)
            await CancelAsync("at the end of the check");
        await Require.WithinAsync(source.StopAsync(CancellationToken.None).AsTask(), patience, "StopAsync does not return.");
    }

    public async ValueTask DisposeAsync()
    {
        await _cancellation.CancelAsync();
        if (source is IAsyncDisposable later)
            await later.DisposeAsync();
        else if (source is IDisposable disposable)
            disposable.Dispose();
        _cancellation.Dispose();
    }
}
