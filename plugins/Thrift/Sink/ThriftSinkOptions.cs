using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>What a <see cref="ThriftSink"/> can be told.</summary>
public sealed class ThriftSinkOptions : ClientTlsOptions, IOptionRules
{
    /// <summary>The shortest time-out: Flume takes a shorter one for a mistake.</summary>
    public const int ShortestTimeout = 1000;

    /// <summary>The server's host.</summary>
    [Option("hostname", Required = true, Summary = "Host name or address of the next agent's thrift source.")]
    public string Hostname { get; init; } = null!;

    /// <summary>The server's port.</summary>
    [Option("port", Required = true, Summary = "TCP port of the next agent's thrift source.")]
    [Range(1, 65535)]
    public int Port { get; init; }

    /// <summary>The most events of a call.</summary>
    [Option("batch-size", Default = 100, Unit = "events", BadValueIsDefault = true, Summary = "Most events of one call, which are stored there together.")]
    [BatchSize]
    [Range(1, int.MaxValue)]
    public int BatchSize { get; init; }

    /// <summary>How long a connection may take to be made.</summary>
    [Option("connect-timeout", Default = 20_000L, Unit = "ms", BadValueIsDefault = true, Summary = "Longest time to connect.")]
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

    /// <summary>The encoding.</summary>
    [Option("protocol", Default = ThriftProtocol.Compact, Summary = "compact or binary; the source's setting must be the same.")]
    public ThriftProtocol Protocol { get; init; }

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

    /// <summary>After how long a connection is made anew, whichever name said it.</summary>
    internal TimeSpan ResetInterval => TimeSpan.FromSeconds(ResetConnectionInterval);

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check() => KerberosOptions.Check(Kerberos);
}
