using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Syslog;

/// <summary>What a <see cref="SyslogTcpSource"/> can be told.</summary>
public sealed class SyslogTcpOptions : ServerTlsOptions, IOptionRules
{
    /// <summary>The address to listen on.</summary>
    [Option("host", Required = true, Summary = "Address or host name to listen on; 0.0.0.0 for every address.")]
    public string Host { get; init; } = null!;

    /// <summary>The port to listen on.</summary>
    [Option("port", Required = true, Summary = "TCP port to listen on.")]
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>The longest message.</summary>
    [Option("eventSize", Default = 2500, Unit = "bytes", Summary = "Longest message, at least 10; a longer one is cut and its rest is the next.")]
    [Range(1, int.MaxValue)]
    public int EventSize { get; init; }

    /// <summary>The fields of the header that stay in the body.</summary>
    [Option("keepFields", Default = "none",
        Summary = "Fields of the header that stay in the body: none, all, or any of priority, version, timestamp, hostname.")]
    public KeepFields KeepFields { get; init; } = null!;

    /// <summary>The header for the sender's address.</summary>
    [Option("clientIPHeader", Summary = "Name of a header that is set to the sender's address.")]
    public string? ClientIPHeader { get; init; }

    /// <summary>The header for the sender's host name.</summary>
    [Option("clientHostnameHeader", Summary = "Name of a header that is set to the sender's host name, looked up once per connection.")]
    public string? ClientHostnameHeader { get; init; }

    /// <summary>A format that is tried before the built-in ones.</summary>
    [Option("format.regex", Summary = "Format that is tried first: groups 1 to 5 are priority, version, time, host and body.")]
    public string? FormatRegex { get; init; }

    /// <summary>What is replaced in its time.</summary>
    [Option("format.search", Summary = "Pattern of what format.replace replaces in the time.")]
    public string? FormatSearch { get; init; }

    /// <summary>What replaces it.</summary>
    [Option("format.replace", Summary = "What replaces the matches of format.search, with $1 for groups.")]
    public string? FormatReplace { get; init; }

    /// <summary>How the time is read.</summary>
    [Option("format.dateFormat", Summary = "How the time is read, as for Java's SimpleDateFormat.")]
    public string? FormatDateFormat { get; init; }

    /// <summary>Ours: the most connections at a time.</summary>
    [Option("max-connections", Default = 50_000, Unit = "connections",
        Summary = "Most connections at a time; one more is closed. FlumePlug's own, not in Flume.")]
    [Range(1, int.MaxValue)]
    public int MaxConnections { get; init; }

    internal FormatOptions Format => new(FormatRegex, FormatSearch, FormatReplace, FormatDateFormat);

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check() => Format.Check();
}
