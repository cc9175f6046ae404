using System.ComponentModel.DataAnnotations;
using System.Globalization;
using FlumePlug.Sdk;

namespace FlumePlug.Syslog;

/// <summary>What a <see cref="MultiportSyslogTcpSource"/> can be told.</summary>
public sealed class MultiportSyslogTcpOptions : ServerTlsOptions, IOptionRules
{
    /// <summary>The address to listen on; null for every address.</summary>
    [Option("host", Summary = "Address or host name to listen on; every address when it is not given.")]
    public string? Host { get; init; }

    /// <summary>The ports to listen on.</summary>
    [Option("ports", Required = true, Summary = "TCP ports to listen on; one that cannot be had is skipped while there is another.")]
    public IReadOnlyList<int> Ports { get; init; } = null!;

    /// <summary>The longest message.</summary>
    [Option("eventSize", Default = 2500, Unit = "bytes", Summary = "Longest message, at least 10; a longer one is cut and its rest is the next.")]
    [Range(1, int.MaxValue)]
    public int EventSize { get; init; }

    /// <summary>The fields of the header that stay in the body.</summary>
    [Option("keepFields", Default = "none",
        Summary = "Fields of the header that stay in the body: none, all, or any of priority, version, timestamp, hostname.")]
    public KeepFields KeepFields { get; init; } = null!;

    /// <summary>The header for the port.</summary>
    [Option("portHeader", Summary = "Name of a header that is set to the port that the message came in on.")]
    public string? PortHeader { get; init; }

    /// <summary>The header for the sender's address.</summary>
    [Option("clientIPHeader", Summary = "Name of a header that is set to the sender's address.")]
    public string? ClientIPHeader { get; init; }

    /// <summary>The header for the sender's host name.</summary>
    [Option("clientHostnameHeader", Summary = "Name of a header that is set to the sender's host name, looked up once per connection.")]
    public string? ClientHostnameHeader { get; init; }

    /// <summary>The charset of ports without one of their own.</summary>
    [Option("charset.default", Default = "UTF-8", Summary = "Charset of the ports that have none of their own.")]
    public Charset DefaultCharset { get; init; } = null!;

    /// <summary>The charsets of ports.</summary>
    [Option("charset.port.", Summary = "Charset of one port: charset.port.5140 = ISO-8859-1.")]
    public IReadOnlyDictionary<string, string> PortCharsets { get; init; } = null!;

    /// <summary>The most events of one transaction.</summary>
    [Option("batchSize", Default = 100, Unit = "events", Summary = "Most events that are put at once.")]
    [Range(1, int.MaxValue)]
    [BatchSize]
    public int BatchSize { get; init; }

    /// <summary>Flume's; the buffer here follows what comes.</summary>
    [Option("readBufferBytes", Aliases = ["readBufferSize"], Default = 1024, Unit = "bytes",
        Summary = "Accepted for Flume's sake: the buffer follows what comes, from 1 to 64 KB.")]
    public int ReadBufferBytes { get; init; }

    /// <summary>Flume's; connections here share the agent's threads.</summary>
    [Option("numProcessors", Summary = "Accepted for Flume's sake: connections share the agent's threads.")]
    public int? NumProcessors { get; init; }

    /// <summary>Ours: the most connections at a time.</summary>
    [Option("max-connections", Default = 50_000, Unit = "connections",
        Summary = "Most connections of a port at a time; one more is closed. FlumePlug's own, not in Flume.")]
    [Range(1, int.MaxValue)]
    public int MaxConnections { get; init; }

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check()
    {
        foreach (var port in Ports)
            if (port is < 0 or > 65535)
                yield return new("ports", $"{port} is no port: they go from 0 to 65535");
        foreach (var (port, charset) in PortCharsets)
        {
            if (!int.TryParse(port, CultureInfo.InvariantCulture, out _))
                yield return new($"charset.port.{port}", "the name must end with a port");
            if (FaultOf(charset) is { } fault)
                yield return new($"charset.port.{port}", fault);
        }
    }

    internal Charset CharsetOf(int port) =>
        PortCharsets.TryGetValue(port.ToString(CultureInfo.InvariantCulture), out var charset) ? Charset.Parse(charset) : DefaultCharset;

    private static string? FaultOf(string charset)
    {
        try
        {
            Charset.Parse(charset);
            return null;
        }
        catch (FormatException unknown)
        {
            return unknown.Message;
        }
    }
}
