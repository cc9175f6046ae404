namespace FlumePlug.Sdk.Testing;

/// <summary>Start, cancellation and stop.</summary>
internal static class SourceLifecycleChecks
{
    public static async Task StopsWithoutStart(SourceTrial trial)
    {
        await trial.StopAsync();
        await trial.StopAsync();
    }

    public static async Task EndsWhenCancelled(SourceTrial trial)
    {
        await trial.FeedAsync("a");
        Require.That(await trial.StoresAsync(1), "The source puts nothing.");
        await trial.CancelAsync("while it waits");
        await trial.StopAsync();
    }

    public static async Task EndsDuringAPut(SourceTrial trial)
    {
        trial.Channels.Hold();
        await trial.FeedAsync("held");
        await trial.PutsAsync(1);
        await trial.CancelAsync("while a put waits: it must give its token to every put");
    }
}
