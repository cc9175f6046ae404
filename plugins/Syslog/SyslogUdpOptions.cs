using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Syslog;

/// <summary>What a <see cref="SyslogUdpSource"/> can be told.</summary>
public sealed class SyslogUdpOptions : IOptionRules
{
    /// <summary>The address to listen on; null for every address.</summary>
    [Option("host", Summary = "Address or host name to listen on; every address when it is not given.")]
    public string? Host { get; init; }

    /// <summary>The port to listen on.</summary>
    [Option("port", Required = true, Summary = "UDP port to listen on.")]
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <summary>The fields of the header that stay in the body.</summary>
    [Option("keepFields", Default = "none",
        Summary = "Fields of the header that stay in the body: none, all, or any of priority, version, timestamp, hostname.")]
    public KeepFields KeepFields { get; init; } = null!;

    /// <summary>The header for the sender's address.</summary>
    [Option("clientIPHeader", Summary = "Name of a header that is set to the sender's address.")]
    public string? ClientIPHeader { get; init; }

    /// <summary>The header for the sender's host name.</summary>
    [Option("clientHostnameHeader", Summary = "Name of a header that is set to the sender's host name, looked up once per sender.")]
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

    internal FormatOptions Format => new(FormatRegex, FormatSearch, FormatReplace, FormatDateFormat);

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check() => Format.Check();
}
