using System.Diagnostics;

namespace FlumePlug.Parity.Running;

/// <summary>Polls what a foreign process gives no signal for.</summary>
public static class Poll
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static async Task<bool> TrueAsync(Func<bool> condition, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > Deadline) return false;
            await Task.Delay(50, cancellation);
        }
        return true;
    }
}
