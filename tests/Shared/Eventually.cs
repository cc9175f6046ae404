using System.Diagnostics;

namespace FlumePlug.Tests;

/// <summary>Waits for what the kernel or another process does, which gives no signal.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(condition, () => what);

    /// <param name="condition">What is waited for.</param>
    /// <param name="explain">What to say when it does not come.</param>
    /// <param name="deadline">How long at most; null: as long as others.</param>
    public static async Task TrueAsync(Func<bool> condition, Func<string> explain, TimeSpan? deadline = null)
    {
        var (started, longest) = (Stopwatch.GetTimestamp(), deadline ?? Deadline);
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < longest, $"Not within {longest}: {explain()}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
        }
    }
}
