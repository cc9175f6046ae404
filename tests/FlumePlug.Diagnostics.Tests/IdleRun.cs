using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Tests;

/// <summary>Runs a polling source on a clock that stands still, until it sleeps.</summary>
internal static class IdleRun
{
    /// <summary>Runs the source until it sleeps after the last of the waits given, and stops it.</summary>
    public static async Task RunUntilIdleAsync(
        this ISource source, CollectingChannels channels, TestComponentContext context, params TimeSpan[] waits)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var run = Task.Run(() => source.RunAsync(channels, stop.Token), CancellationToken.None);
        foreach (var wait in waits)
        {
            await context.Clock.WhenWaiting().WaitAsync(stop.Token);
            context.Clock.Advance(wait);
        }
        await context.Clock.WhenWaiting().WaitAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }
}
