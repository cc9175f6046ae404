namespace FlumePlug.Sdk;

/// <summary>Delivers events. The host runs the transactions; calls never overlap.</summary>
public interface ISink : IComponent
{
    /// <summary>
    /// Delivers one batch, at most as many events as the option marked <see cref="BatchSizeAttribute"/> says (unmarked: 100).
    /// A throw rolls the batch back; it comes again after a back-off. Not to be written; retain it to keep it.
    /// </summary>
    ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Makes safe what was processed since the last flush; when it returns, the takes are committed. Default: nothing to do,
    /// because <see cref="ProcessAsync"/> delivered.
    /// </summary>
    ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Called at least every second while no batch comes, for rolling, idle closing and retries.</summary>
    ValueTask TickAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
