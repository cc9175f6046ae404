using FlumePlug.Sdk;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Client;

/// <summary>Delivers events in one call, wherever it decides; safe for concurrent calls.</summary>
internal interface IEventSender : IAsyncDisposable
{
    /// <summary>Sends one event by itself, or all as a batch.</summary>
    /// <exception cref="EventDeliveryException">They were not delivered, as far as one can tell.</exception>
    ValueTask SendAsync<TEvents>(TEvents events, bool isBatch, CancellationToken cancellationToken)
        where TEvents : struct, IFlumeEvents;
}

/// <summary>There was no connection, so nothing was sent.</summary>
internal sealed class NotConnectedException(string message, Exception inner) : EventDeliveryException(message, inner);
