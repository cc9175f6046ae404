using FlumePlug.Sdk;

namespace FlumePlug.Client;

/// <summary>What a log appender is told: where to send, and how to treat what it cannot send.</summary>
public sealed record LogAppenderOptions : EventQueueOptions
{
    /// <summary>Where log events are sent.</summary>
    public required FlumeClientOptions Client { get; init; }

    /// <summary>
    /// Options from what Flume's log4j appenders are configured with: <c>host:port</c> of one agent, or of several separated by
    /// blanks, which are sent to in turn and left out for a while when they fail.
    /// </summary>
    /// <exception cref="ConfigurationException">A host cannot be.</exception>
    public static LogAppenderOptions To(string hosts)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        HostPort[] all = [.. hosts.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(HostPort.Parse)];
        return new() { Client = new() { Hosts = all, Choice = all.Length > 1 ? HostChoice.LoadBalance : HostChoice.First, Backoff = all.Length > 1 } };
    }
}
