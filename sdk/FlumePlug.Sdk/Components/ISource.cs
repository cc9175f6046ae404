namespace FlumePlug.Sdk;

/// <summary>Brings events into the agent.</summary>
public interface ISource : IComponent
{
    /// <summary>
    /// Collects events and puts them until the token is cancelled. Called once per instance, after
    /// <see cref="IComponent.StartAsync"/>. A throw is logged, and the source is built anew after a back-off.
    /// </summary>
    Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken);
}
