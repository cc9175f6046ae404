using FlumePlug.Sdk;

namespace FlumePlug.Client;

/// <summary>Sends to one host until it fails, then to the next one, in the order of the list and around (Flume's FailoverRpcClient).</summary>
internal sealed class FailoverSender(IEventSender[] hosts, int maxAttempts) : IEventSender
{
    private int _current;

    public async ValueTask SendAsync<TEvents>(TEvents events, bool isBatch, CancellationToken cancellationToken)
        where TEvents : struct, Wire.Avro.Ipc.IFlumeEvents
    {
        EventDeliveryException? last = null;
        // Hosts that cannot be connected to are skipped: they do not count as attempts, but all of them in a row are the end.
        for (int attempts = 0, skipped = 0; attempts < maxAttempts && skipped < hosts.Length;)
        {
            var host = Volatile.Read(ref _current);
            try
            {
                await hosts[host].SendAsync(events, isBatch, cancellationToken);
                return;
            }
            catch (EventDeliveryException failure)
            {
                last = failure;
                (attempts, skipped) = failure is NotConnectedException ? (attempts, skipped + 1) : (attempts + 1, 0);
                Interlocked.CompareExchange(ref _current, (host + 1) % hosts.Length, host);
            }
        }
        throw new EventDeliveryException(last is null ? "Failed to send the event! max-attempts is 0." : $"Failed to send the event! {last.Message}", last);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
            await host.DisposeAsync();
    }
}
