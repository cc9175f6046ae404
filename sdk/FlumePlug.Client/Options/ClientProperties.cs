using System.Globalization;
using FlumePlug.Sdk;
using FlumePlug.Wire.Thrift;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Client;

/// <summary>Reads Flume's RPC client properties (RpcClientConfigurationConstants), with Flume's mercy for bad numbers.</summary>
internal sealed class ClientProperties
{
    private const int ShortestTimeout = 1000;

    private readonly IReadOnlyDictionary<string, string> _properties;
    private readonly ILogger _logger;

    private ClientProperties(IReadOnlyDictionary<string, string> properties, ILogger logger) => (_properties, _logger) = (properties, logger);

    /// <exception cref="ConfigurationException">There is no client of these properties.</exception>
    public static FlumeClientOptions Read(IReadOnlyDictionary<string, string> properties, ILogger logger) =>
        new ClientProperties(properties, logger).Read();

    private FlumeClientOptions Read()
    {
        var type = Find("client.type") ?? "default";
        var choice = type.ToUpperInvariant() switch
        {
            "DEFAULT" or "THRIFT" => HostChoice.First,
            "DEFAULT_FAILOVER" => HostChoice.Failover,
            "DEFAULT_LOADBALANCE" => HostChoice.LoadBalance,
            _ => throw new ConfigurationException($"client.type: '{type}' is none of default, default_failover, default_loadbalance and thrift."),
        };
        if (Find("maxIoWorkers") is not null)
            _logger.LogWarning("Specifying the number of workers is no longer supported (maxIoWorkers)");
        return new()
        {
            Hosts = Hosts(choice),
            Choice = choice,
            BatchSize = (int)Number("batch-size", 100, 1),
            ConnectTimeout = Milliseconds("connect-timeout"),
            RequestTimeout = Milliseconds("request-timeout"),
            MaxAttempts = int.TryParse(Find("max-attempts"), out var attempts) ? attempts : null,
            Selector = Selector(),
            Backoff = Flag("backoff"),
            MaxBackoff = TimeSpan.FromMilliseconds(Number("maxBackoff", 0, 0) is > 0 and var most ? most : 30_000),
            Deflate = "deflate".Equals(Find("compression-type"), StringComparison.OrdinalIgnoreCase),
            CompressionLevel = (int)Number("compression-level", 6, 0, 9),
            CompressInsideTls = Flag("compress-inside-tls"),
            Tls = Tls(),
            Thrift = type.Equals("thrift", StringComparison.OrdinalIgnoreCase) ? Protocol() : null,
            MaxConnections = (int)Number("maxConnections", 5, 1),
            VerifiesHostname = false,
        };
    }

    private List<HostPort> Hosts(HostChoice choice)
    {
        var names = Words("hosts");
        if (names.Length == 0)
            throw new ConfigurationException("Hosts list is invalid: set hosts to names, and hosts.NAME = host:port for each.");
        if (choice == HostChoice.First && names.Length > 1)
        {
            _logger.LogWarning("More than one host is given for the default client: only the first, {Host}, is used", names[0]);
            names = names[..1];
        }
        return [.. names.Select(name => HostPort.Parse(Find($"hosts.{name}") ?? throw new ConfigurationException($"Host not found: {name} (hosts.{name} is not set).")))];
    }

    private HostSelector Selector()
    {
        var name = Find("host-selector") ?? "round_robin";
        return name.ToUpperInvariant() switch
        {
            "ROUND_ROBIN" => HostSelector.RoundRobin,
            "RANDOM" => HostSelector.Random,
            _ => throw new ConfigurationException($"host-selector: '{name}' is none of round_robin and random; a selector written in Java cannot be used."),
        };
    }

    private ThriftProtocol Protocol()
    {
        if (Flag("kerberos"))
            throw new ConfigurationException("kerberos: it is not available yet: use ssl instead.");
        var name = Find("protocol") ?? "compact";
        return Enum.TryParse<ThriftProtocol>(name, ignoreCase: true, out var protocol) && !char.IsAsciiDigit(name[0]) ? protocol
            : throw new ConfigurationException($"protocol: '{name}' is neither compact nor binary.");
    }

    private ClientTlsOptions? Tls() => !Flag("ssl") ? null : new()
    {
        Ssl = true,
        Keystore = Find("keystore"),
        KeystorePassword = Find("keystore-password"),
        Truststore = Find("truststore"),
        TruststorePassword = Find("truststore-password"),
        TrustAllCerts = Flag("trust-all-certs"),
        VerifyHostname = Find("verify-hostname") is { } verify ? verify.Equals("true", StringComparison.OrdinalIgnoreCase) : null,
        ExcludeProtocols = Words("exclude-protocols"),
        IncludeProtocols = Words("include-protocols"),
        ExcludeCipherSuites = Words("exclude-cipher-suites"),
        IncludeCipherSuites = Words("include-cipher-suites"),
    };

    private TimeSpan Milliseconds(string name) =>
        TimeSpan.FromMilliseconds(Number(name, (long)FlumeClientOptions.DefaultTimeout.TotalMilliseconds, ShortestTimeout));

    private long Number(string name, long fallback, long least, long most = int.MaxValue)
    {
        if (Find(name) is not { } text)
            return fallback;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        _logger.LogWarning("{Name} = {Value} is not a number of {Least} or more that can be used: {Fallback} is used", name, text, least, fallback);
        return fallback;
    }

    private bool Flag(string name) => "true".Equals(Find(name), StringComparison.OrdinalIgnoreCase);

    private string[] Words(string name) => Find(name)?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    private string? Find(string name) => _properties.TryGetValue(name, out var value) && value.Trim() is { Length: > 0 } given ? given : null;
}
