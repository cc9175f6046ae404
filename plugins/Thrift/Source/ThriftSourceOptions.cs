using System.ComponentModel.DataAnnotations;
using FlumePlug.Client;
using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>What a <see cref="ThriftSource"/> can be told.</summary>
public sealed class ThriftSourceOptions : ServerTlsOptions, IOptionRules
{
    /// <summary>The address to listen on.</summary>
    [Option("bind", Required = true, Summary = "Address or host name to listen on; 0.0.0.0 for every address.")]
    public string Bind { get; init; } = null!;

    /// <summary>The port to listen on.</summary>
    [Option("port", Required = true, Summary = "TCP port to listen on.")]
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>Without meaning: nothing waits for a thread.</summary>
    [Option("threads", Default = 0, BadValueIsDefault = true, Summary = "Accepted for Flume's sake: connections need no threads of their own.")]
    public int Threads { get; init; }

    /// <summary>The encoding.</summary>
    [Option("protocol", Default = ThriftProtocol.Compact, Summary = "compact or binary; the clients' setting must be the same.")]
    public ThriftProtocol Protocol { get; init; }

    /// <summary>Ours: the largest message.</summary>
    [Option("max-message-size", Default = 256 * 1024 * 1024, Unit = "bytes",
        Summary = "Largest call that is accepted; a client that sends more is disconnected. FlumePlug's own, not in Flume.")]
    [Range(1024, int.MaxValue)]
    public int MaxMessageSize { get; init; }

    /// <summary>Refused.</summary>
    [Option("kerberos", Default = false, Summary = "Not available yet: use ssl.")]
    public bool Kerberos { get; init; }

    /// <summary>Of kerberos.</summary>
    [Option("agent-principal", Summary = "Belongs to kerberos.")]
    public string? AgentPrincipal { get; init; }

    /// <summary>Of kerberos.</summary>
    [Option("agent-keytab", Summary = "Belongs to kerberos.")]
    public string? AgentKeytab { get; init; }

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check()
    {
        if (Kerberos)
            yield return new("kerberos", RpcSinkOptions.KerberosRefusal);
    }
}
