using FlumePlug.Sdk;

namespace FlumePlug.Client;

/// <summary>Sends each call to another host; one that fails is followed by the next of the order (Flume's LoadBalancingRpcClient).</summary>
internal sealed class LoadBalancingSender(IEventSender[] hosts, HostSelector selector, HostBackoff? backoff) : IEventSender
{
    private int _next = -1;

    public async ValueTask SendAsync<TEvents>(TEvents events, bool isBatch, CancellationToken cancellationToken)
        where TEvents : struct, Wire.Avro.Ipc.IFlumeEvents
    {
        EventDeliveryException? last = null;
        foreach (var host in Order())
        {
            try
            {
                await hosts[host].SendAsync(events, isBatch, cancellationToken);
                return;
            }
            catch (EventDeliveryException failure)
            {
                last = failure;
                backoff?.Failed(host);
            }
        }
        throw new EventDeliveryException($"Unable to send {(isBatch ? "batch" : "event")} to any host: "
            + (last?.Message ?? "all have failed and are left out for a while (backoff)."), last);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
            await host.DisposeAsync();
    }

    private int[] Order()
    {
        int[] order = [.. Enumerable.Range(0, hosts.Length).Where(host => backoff?.IsLeftOut(host) != true)];
        if (selector == HostSelector.Random)
        {
            Random.Shared.Shuffle(order);
            return order;
        }
        var first = order.Length == 0 ? 0 : (int)((uint)Interlocked.Increment(ref _next) % (uint)order.Length);
        return [.. order[first..], .. order[..first]];
    }
}
