using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Client;

/// <summary>What every sink to another agent's RPC source can be told: what Flume hands from the sink to its RPC client.</summary>
public abstract class RpcSinkOptions : ClientTlsOptions, IOptionRules
{
    /// <summary>The shortest time-out: Flume takes a shorter one for a mistake.</summary>
    public const int ShortestTimeout = 1000;

    /// <summary>What is said to who asks for Kerberos.</summary>
    public const string KerberosRefusal = "Kerberos is not available yet: use ssl with certificates (client-auth at the source, keystore at the sink) instead";

    /// <summary>The server's host.</summary>
    [Option("hostname", Required = true, Summary = "Host name or address of the next agent's source.")]
    public string Hostname { get; init; } = null!;

    /// <summary>The server's port.</summary>
    [Option("port", Required = true, Summary = "TCP port of the next agent's source.")]
    [Range(1, 65535)]
    public int Port { get; init; }

    /// <summary>The most events of a call.</summary>
    [Option("batch-size", Default = 100, Unit = "events", BadValueIsDefault = true, Summary = "Most events of one call, which are stored there together.")]
    [BatchSize]
    [Range(1, int.MaxValue)]
    public int BatchSize { get; init; }

    /// <summary>How long a connection may take to be made, its handshakes included.</summary>
    [Option("connect-timeout", Default = 20_000L, Unit = "ms", BadValueIsDefault = true,
        Summary = "Longest time to connect and shake hands.")]
    [Range(ShortestTimeout, int.MaxValue)]
    public long ConnectTimeout { get; init; }

    /// <summary>How long a call may take.</summary>
    [Option("request-timeout", Default = 20_000L, Unit = "ms", BadValueIsDefault = true,
        Summary = "Longest time that a call may take until it is answered.")]
    [Range(ShortestTimeout, int.MaxValue)]
    public long RequestTimeout { get; init; }

    /// <summary>After how long a connection is made anew; 0: never. Its other name is that of Flume's guide, which Flume does not read.</summary>
    [Option("reset-connection-interval", Aliases = ["connection-reset-interval"], Default = 0, Unit = "s", BadValueIsDefault = true,
        Summary = "Connect anew after so long, for load balancers in between; 0: never.")]
    [Range(0, int.MaxValue)]
    public int ResetConnectionInterval { get; init; }

    /// <summary>The names of the hosts; the first one counts.</summary>
    [Option("hosts", Default = "h1", Summary = "Names under hosts.; the first one is connected to.")]
    public IReadOnlyList<string> Hosts { get; init; } = null!;

    /// <summary>The hosts by name.</summary>
    [Option("hosts.", Summary = "host:port of a name; hosts.h1 stands before hostname and port.")]
    public IReadOnlyDictionary<string, string> HostsByName { get; init; } = null!;

    /// <summary>Refused.</summary>
    [Option("kerberos", Default = false, Summary = "Not available yet: use ssl.")]
    public bool Kerberos { get; init; }

    /// <summary>Of kerberos.</summary>
    [Option("client-principal", Summary = "Belongs to kerberos.")]
    public string? ClientPrincipal { get; init; }

    /// <summary>Of kerberos.</summary>
    [Option("client-keytab", Summary = "Belongs to kerberos.")]
    public string? ClientKeytab { get; init; }

    /// <summary>Of kerberos.</summary>
    [Option("server-principal", Summary = "Belongs to kerberos.")]
    public string? ServerPrincipal { get; init; }

    /// <summary>Where to connect.</summary>
    /// <exception cref="ConfigurationException">What stands under hosts is no host.</exception>
    internal HostPort Target =>
        HostsByName is not null && Hosts is [var first, ..] && HostsByName.TryGetValue(first, out var given) ? HostPort.Parse(given) : new(Hostname, Port);

    /// <inheritdoc/>
    public virtual IEnumerable<OptionError> Check()
    {
        if (HostFault() is { } fault)
            yield return new("hosts", fault);
        if (Kerberos)
            yield return new("kerberos", KerberosRefusal);
    }

    private string? HostFault()
    {
        try
        {
            _ = Target;
            return Hosts is [var first, ..] && first != "h1" && !HostsByName.ContainsKey(first) ? $"Host not found: {first}" : null;
        }
        catch (ConfigurationException malformed)
        {
            return malformed.Message;
        }
    }
}
