namespace FlumePlug.Sdk;

/// <summary>Makes what a user wrote a time that every delay and timer takes.</summary>
public static class Waits
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>So many milliseconds; less than none is none, more than a timer can wait (49 days) is the most that it can.</summary>
    public static TimeSpan OfMilliseconds(long milliseconds) =>
        milliseconds >= Longest.TotalMilliseconds ? Longest : TimeSpan.FromMilliseconds(Math.Max(milliseconds, 0));
}
