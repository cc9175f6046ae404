namespace FlumePlug.Sdk;

/// <summary>
/// For an <see cref="ISink"/> whose <see cref="SinkAttribute.TakesPerFlush"/> is above 1: when what it was given is to be flushed and
/// committed before more is taken. What is committed late comes twice after a kill.
/// </summary>
public interface IFlushTiming
{
    /// <summary>Asked after each batch; <see langword="true"/> ends the turn.</summary>
    bool WantsFlush { get; }
}
