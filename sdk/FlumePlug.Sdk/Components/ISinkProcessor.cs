namespace FlumePlug.Sdk;

/// <summary>Chooses whose turn it is in a sink group. A constructor may take <see cref="SinkNames"/>.</summary>
public interface ISinkProcessor
{
    /// <summary>
    /// Gives turns to members until one delivered, or all have nothing.
    /// </summary>
    /// <returns>Whether anything was delivered; false: the runner waits until any member's channel has events.</returns>
    /// <exception cref="EventDeliveryException">Every member failed; the runner backs off.</exception>
    ValueTask<bool> ProcessAsync(IReadOnlyList<ISinkTurn> members, CancellationToken cancellationToken);
}

/// <summary>One member of a sink group: a sink and its own channel.</summary>
public interface ISinkTurn
{
    /// <summary>The sink's name.</summary>
    string Name { get; }

    /// <summary>
    /// Runs one transaction: take, process, flush, commit. Afterwards no take of this member is open.
    /// </summary>
    /// <returns>Whether anything was delivered; false: the channel had nothing.</returns>
    /// <exception cref="Exception">The sink or channel failed; everything was rolled back.</exception>
    ValueTask<bool> RunAsync(CancellationToken cancellationToken);
}

/// <summary>The names of a sink group's members, in the order of the configuration.</summary>
public sealed record SinkNames(IReadOnlyList<string> Names);
