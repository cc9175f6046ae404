namespace FlumePlug.Sdk;

/// <summary>
/// For an <see cref="ISink"/> whose <see cref="SinkAttribute.TakesPerFlush"/> is above 1: which batches were delivered although a
/// later one, or the flush, failed. Those are committed and do not come again.
/// </summary>
public interface IPartialDelivery
{
    /// <summary>Asked after a throw, for each batch since the last flush, the oldest being 0.</summary>
    bool IsDelivered(int batch);
}
