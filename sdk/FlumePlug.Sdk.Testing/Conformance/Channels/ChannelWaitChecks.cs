namespace FlumePlug.Sdk.Testing;

/// <summary>Waiting for events: it wakes, holds nothing, and honours its token.</summary>
internal static class ChannelWaitChecks
{
    public static async Task WakesForAnEvent(ChannelTrial trial)
    {
        var waiting = Wait(trial);
        await Require.SettleAsync();
        await trial.PutAsync("a");
        await Wakes(trial, waiting, "does not return although an event was stored");
        Require.Same(["a"], await trial.DrainAsync(), "The event that ended a WaitAsync is not there for a take.");
    }

    public static async Task WakesForEventsThatAreThere(ChannelTrial trial)
    {
        await trial.PutAsync("a");
        for (var i = 0; i < 3; i++)
            await Wakes(trial, Wait(trial), "waits although an event is there: an earlier wait held it");
        Require.Same(["a"], await trial.DrainAsync(), "An event was held by a WaitAsync.");
    }

    public static async Task WakesForARollBack(ChannelTrial trial)
    {
        await trial.PutAsync("a");
        var take = await trial.TakeAsync(1);
        var waiting = Wait(trial);
        await Require.SettleAsync();
        await take.DisposeAsync();
        await Wakes(trial, waiting, "does not return although a roll-back brought an event back");
        Require.Same(["a"], await trial.DrainAsync(), "An event that came back is not there for a take.");
    }

    public static async Task HonoursItsToken(ChannelTrial trial)
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = Wait(trial, cancellation.Token);
        await Require.SettleAsync();
        await cancellation.CancelAsync();
        await Require.CancelledAsync(waiting, trial.Patience, "WaitAsync on an empty channel");
    }

    // A put wakes one of two; when that one is cancelled at the same moment the other must not sleep on.
    public static async Task CancelledWaitTakesNothingAway(ChannelTrial trial)
    {
        for (var round = 0; round < 50; round++)
        {
            using var cancellation = new CancellationTokenSource();
            var cancelled = Wait(trial, cancellation.Token);
            var other = Wait(trial);
            await Require.SettleAsync();
            var cancelling = Task.Run(cancellation.Cancel);
            await trial.PutAsync($"e-{round}");
            await cancelling;
            await Wakes(trial, other, "sleeps on although an event is there: another wait, cancelled, took the wake-up with it");
            await Wakes(trial, cancelled.ContinueWith(static _ => { }, TaskScheduler.Default),
                "goes on after its token was cancelled");
            Require.Same([$"e-{round}"], await trial.DrainAsync(), "A cancelled WaitAsync held an event.");
        }
    }

    private static Task Wait(ChannelTrial trial, CancellationToken cancellationToken = default) =>
        Task.Run(() => trial.Channel.WaitAsync(cancellationToken).AsTask(), CancellationToken.None);

    private static Task Wakes(ChannelTrial trial, Task waiting, string sentence) =>
        Require.WithinAsync(waiting, trial.Patience, $"WaitAsync {sentence}.");
}
