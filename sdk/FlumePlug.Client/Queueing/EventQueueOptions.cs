namespace FlumePlug.Client;

/// <summary>How an <see cref="EventQueue"/> treats what it cannot send.</summary>
public record EventQueueOptions
{
    /// <summary>The most events that wait; one more is dropped and counted.</summary>
    public int Capacity { get; init; } = 65_536;

    /// <summary>
    /// Whether events of a call that failed are dropped (Flume's UnsafeMode); false: they are sent again, after 1 s, 2 s and so on
    /// up to <see cref="MaxRetryDelay"/>, until they are stored or the queue is closed.
    /// </summary>
    public bool UnsafeMode { get; init; }

    /// <summary>The longest wait before events are sent again.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long closing may take to send what waits.</summary>
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Is told what goes wrong, at most every half minute; from a thread of the queue's. Null: standard error. It must not log to
    /// where the queue's events come from.
    /// </summary>
    public Action<string>? Problem { get; init; }
}
