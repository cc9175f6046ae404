using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Client;

/// <summary>Puts together what the options ask for: a sender for each host, and one that chooses among them.</summary>
internal static class Senders
{
    public static IEventSender For(FlumeClientOptions options, ILogger logger, TimeProvider time)
    {
        var tls = options.Tls is null ? null
            : ClientTls.Create(options.Tls, new Dictionary<string, string>(), options.VerifiesHostname, logger);
        IEventSender To(HostPort host)
        {
            var transport = new Transport(host, options, tls, time);
            return options.Thrift is { } protocol
                ? new ThriftSender(transport, protocol, options.MaxConnections, options.RequestTimeout, time)
                : new AvroSender(transport, options.RequestTimeout, time);
        }

        if (options.Choice == HostChoice.First)
            return To(options.Hosts[0]);
        IEventSender[] hosts = [.. options.Hosts.Select(To)];
        return options.Choice == HostChoice.Failover
            ? new FailoverSender(hosts, options.MaxAttempts ?? hosts.Length)
            : new LoadBalancingSender(hosts, options.Selector, options.Backoff ? new HostBackoff(hosts.Length, options.MaxBackoff, time) : null);
    }
}
