namespace FlumePlug.Sdk;

/// <summary>Edits, drops or adds events in place, before they are put.</summary>
public interface IInterceptor
{
    /// <summary>
    /// Works on one batch; may be called for several batches at a time, as in Flume. A throw refuses the batch. Derive from
    /// <see cref="EventInterceptor"/> to write code for one event at a time.
    /// </summary>
    ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken);
}
