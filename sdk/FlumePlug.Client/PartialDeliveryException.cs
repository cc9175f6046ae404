using FlumePlug.Sdk;

namespace FlumePlug.Client;

/// <summary>The first events of a batch were stored, the call with the next ones failed: those from <see cref="Stored"/> on are to be sent again.</summary>
public sealed class PartialDeliveryException(int stored, EventDeliveryException inner)
    : EventDeliveryException($"{inner?.Message} The first {stored} events of the batch are stored.", inner)
{
    /// <summary>How many events are stored for certain.</summary>
    public int Stored { get; } = stored;
}
