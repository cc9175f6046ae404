namespace FlumePlug.Sdk;

/// <summary>Edits, drops or adds events in place, before they are put.</summary>
public interface IInterceptor
{
    /// <summary>
    /// Called before the first batch, when the agent starts or goes over to a configuration with it, not when that is validated. A
    /// throw refuses the change; at a start it is logged, and what needs the start has to try again. Disposed at the end.
    /// </summary>
    ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>
    /// Works on one batch; may be called for several batches at a time, as in Flume. A throw refuses the batch. Derive from
    /// <see cref="EventInterceptor"/> to write code for one event at a time.
    /// </summary>
    ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken);
}
