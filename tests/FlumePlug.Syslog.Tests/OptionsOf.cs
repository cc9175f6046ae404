using FlumePlug.Sdk;

namespace FlumePlug.Syslog.Tests;

/// <summary>Options with Flume's defaults, on loopback and any free port.</summary>
internal static class OptionsOf
{
    public static SyslogTcpOptions Tcp(
        int eventSize = 2500, string keep = "none", string? ip = null, string? host = null, int mostConnections = 50_000, string? regex = null,
        string? search = null, string? replace = null, string? date = null, string bind = "127.0.0.1", int port = 0) => new()
        {
            Host = bind,
            Port = port,
            EventSize = eventSize,
            KeepFields = KeepFields.Parse(keep),
            ClientIPHeader = ip,
            ClientHostnameHeader = host,
            MaxConnections = mostConnections,
            FormatRegex = regex,
            FormatSearch = search,
            FormatReplace = replace,
            FormatDateFormat = date,
        };

    public static SyslogUdpOptions Udp(string keep = "none", string? ip = null, string? host = null) => new()
    {
        Host = "127.0.0.1",
        KeepFields = KeepFields.Parse(keep),
        ClientIPHeader = ip,
        ClientHostnameHeader = host,
    };

    public static MultiportSyslogTcpOptions Multiport(
        int eventSize = 2500, string keep = "none", string charset = "UTF-8", string? portHeader = null, string? ip = null, int batchSize = 100,
        IReadOnlyList<int>? ports = null, IReadOnlyDictionary<string, string>? charsets = null) => new()
        {
            Host = "127.0.0.1",
            Ports = ports ?? [0],
            EventSize = eventSize,
            KeepFields = KeepFields.Parse(keep),
            DefaultCharset = Charset.Parse(charset),
            PortCharsets = charsets ?? new Dictionary<string, string>(),
            PortHeader = portHeader,
            ClientIPHeader = ip,
            BatchSize = batchSize,
            ReadBufferBytes = 1024,
            MaxConnections = 50_000,
        };
}
