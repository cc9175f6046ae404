using System.Diagnostics;

namespace FlumePlug.EndToEnd.Tests.Running;

/// <summary>Waits for what another process does without giving a signal.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    public static async Task TrueAsync(Func<bool> condition, Func<string> explain)
    {
        var started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, explain());
            await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
        }
    }
}
