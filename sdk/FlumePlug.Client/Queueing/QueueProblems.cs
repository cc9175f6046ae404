namespace FlumePlug.Client;

/// <summary>Tells what goes wrong in a queue, at most every half minute. Used by the queue's own task alone.</summary>
internal sealed class QueueProblems(Action<string>? problem, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private long? _told;
    private long _dropped;

    public void Tell(string text)
    {
        if (_told is { } told && time.GetElapsedTime(told) < Interval)
            return;
        _told = time.GetTimestamp();
        if (problem is null)
            Console.Error.WriteLine($"FlumePlug: {text}");
        else
            problem(text);
    }

    /// <summary>Tells that there are more dropped events than last time.</summary>
    public void TellDropped(long dropped)
    {
        if (dropped <= _dropped)
            return;
        _dropped = dropped;
        Tell($"{dropped} events were dropped so far.");
    }
}
