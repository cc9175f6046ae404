using System.Diagnostics.CodeAnalysis;

namespace FlumePlug.Core.Pipeline;

/// <summary>
/// Work in the background that is begun, ended and, when the end is taken back, begun again. On a thread of its own: work that
/// blocks must not keep others from starting. One caller at a time.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A token source without a timer holds nothing.")]
internal sealed class Background(Func<CancellationToken, Task> work, TimeProvider time)
{
    /// <summary>What work that honours its token needs to end.</summary>
    public static TimeSpan UnwindLimit { get; } = TimeSpan.FromSeconds(2);

    private CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;

    /// <summary>Completes when the work has ended.</summary>
    public Task Work => _work;

    /// <summary>Begins; does nothing while the work is under way.</summary>
    public void Begin()
    {
        if (!_work.IsCompleted && !_stop.IsCancellationRequested)
            return;
        var (before, stop) = (_work, new CancellationTokenSource());
        _stop = stop;
        // What did not end when it was told to is not joined by a second one.
        _work = Task.Run(async () =>
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await work(stop.Token);
        }, CancellationToken.None);
    }

    /// <summary>Cancels the work and waits for its end, not longer than the limit; says whether it ended.</summary>
    public async Task<bool> EndAsync(TimeSpan limit)
    {
        // Not waited for: what a component registered may throw or block.
        _ = _stop.CancelAsync();
        return await HasEndedAsync(_work, limit, time);
    }

    /// <summary>Waits for work to end, until the limit or until it is hurried. What it throws when it is cancelled is its way to end, not worth a word to the operator.</summary>
    public static async Task<bool> HasEndedAsync(Task work, TimeSpan limit, TimeProvider time, CancellationToken hurry = default)
    {
        try
        {
            await work.WaitAsync(limit, time, hurry);
        }
        catch (Exception waiting) when (!work.IsCompleted && waiting is TimeoutException or OperationCanceledException)
        {
            return false;
        }
        catch (Exception)
        {
            // See above.
        }
        return true;
    }
}
