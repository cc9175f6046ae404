using FlumePlug.Sdk.Testing;

namespace FlumePlug.Exec.Tests;

/// <summary>A clock that is advanced by hand and counts how often it was asked for the time: a source asks for each read of lines.</summary>
internal sealed class AskedTime : TimeProvider
{
    private int _asked;

    public ManualTime Clock { get; } = new();

    public int Asked => Volatile.Read(ref _asked);

    public override long TimestampFrequency => Clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => Clock.GetUtcNow();

    public override long GetTimestamp()
    {
        var now = Clock.GetTimestamp();
        Interlocked.Increment(ref _asked);
        return now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        Clock.CreateTimer(callback, state, dueTime, period);
}
