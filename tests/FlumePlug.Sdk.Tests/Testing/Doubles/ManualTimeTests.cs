using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sdk.Tests.Testing;

public class ManualTimeTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_delay_ends_when_the_clock_has_passed_it()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(3), _time, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(delay.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await delay.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Timers_fire_in_the_order_in_which_they_are_due_and_see_their_own_moment()
    {
        var begin = _time.GetUtcNow();
        var fired = new List<(string Name, double Second)>();
        void Note(string name) => fired.Add((name, (_time.GetUtcNow() - begin).TotalSeconds));
        using var late = _time.CreateTimer(_ => Note("late"), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var ticking = _time.CreateTimer(_ => Note("tick"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        using var never = _time.CreateTimer(_ => Note("never"), null, Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(6.5));
        Assert.Equal([("tick", 2), ("tick", 4), ("late", 5), ("tick", 6)], fired);
        Assert.Equal(6.5, _time.GetElapsedTime(begin.UtcTicks).TotalSeconds);
    }

    [Fact]
    public void A_disposed_or_stopped_timer_does_not_fire()
    {
        var fired = 0;
        var timer = _time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(1));
        timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        timer.Dispose();
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, fired);
        Assert.Equal(0, _time.Waiting);
    }

    [Fact]
    public async Task One_can_wait_until_somebody_sleeps()
    {
        var sleeping = _time.WhenWaiting(2);
        using var one = _time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        Assert.False(sleeping.IsCompleted);
        using var two = _time.CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        await sleeping.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(_time.WhenWaiting().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_timer_due_at_once_fires_without_anyone_advancing()
    {
        var fired = new TaskCompletionSource();
        using var timer = _time.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await fired.Task.WaitAsync(TestContext.Current.CancellationToken);
    }
}
