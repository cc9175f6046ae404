namespace FlumePlug.Sdk;

/// <summary>What sources, sinks and channels share: a start and a stop.</summary>
/// <remarks>
/// The host starts a component once; a component that failed or was stopped is built anew, never started again. Stop may
/// be called twice, and without a start. Components that hold resources may also be <see cref="IDisposable"/> or
/// <see cref="IAsyncDisposable"/>: they are disposed after the stop.
/// </remarks>
public interface IComponent
{
    /// <summary>Opens what the component needs. A throw is retried by the host with back-off, on a new instance.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Closes what the component opened; the token bounds the time there is.</summary>
    ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
