using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Client.Tests;

public sealed class PropertiesTests
{
    private readonly CollectingLogger _logger = new();

    [Fact]
    public void Every_property_of_Flumes_is_read()
    {
        var options = Read("""
            client.type = DEFAULT_LoadBalance
            hosts = h1 h2
            hosts.h1 = one:4141
            hosts.h2 = [::1]:4142
            batch-size = 7
            connect-timeout = 1500
            request-timeout = 2500
            host-selector = random
            backoff = true
            maxBackoff = 10000
            max-attempts = 4
            compression-type = Deflate
            compression-level = 9
            """);
        Assert.Equal([new("one", 4141), new HostPort("::1", 4142)], options.Hosts);
        Assert.Equal(
            (HostChoice.LoadBalance, 7, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(2.5), HostSelector.Random, true, TimeSpan.FromSeconds(10), 4, true, 9),
            (options.Choice, options.BatchSize, options.ConnectTimeout, options.RequestTimeout, options.Selector, options.Backoff, options.MaxBackoff, options.MaxAttempts!.Value, options.Deflate, options.CompressionLevel));
        Assert.Empty(_logger.TextsOf(LogLevel.Warning));
    }

    [Fact]
    public void The_defaults_are_those_of_options_made_in_code()
    {
        var options = Read("hosts = h1\nhosts.h1 = one:4141");
        Assert.Equal(new FlumeClientOptions { Hosts = options.Hosts, VerifiesHostname = false }, options);
    }

    [Theory]
    [InlineData("batch-size = 0")]
    [InlineData("batch-size = many")]
    [InlineData("connect-timeout = 999")]
    [InlineData("request-timeout = -5")]
    [InlineData("compression-level = 10")]
    public void A_number_that_cannot_be_is_the_default_and_a_warning(string line)
    {
        var options = Read($"hosts = h1\nhosts.h1 = one:4141\n{line}");
        Assert.Equal(new FlumeClientOptions { Hosts = options.Hosts, VerifiesHostname = false }, options);
        Assert.Contains(line.Split('=')[0].Trim(), Assert.Single(_logger.TextsOf(LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client.type = default", "Hosts list is invalid: set hosts to names, and hosts.NAME = host:port for each.")]
    [InlineData("hosts = h1", "Host not found: h1 (hosts.h1 is not set).")]
    [InlineData("hosts = h1\nhosts.h1 = one", "Invalid hostname: 'one' is not host:port.")]
    [InlineData("hosts = h1\nhosts.h1 = ::1:4141", "Invalid hostname: '::1:4141' is not host:port.")]
    [InlineData("hosts = h1\nhosts.h1 = one:port", "Invalid Port: 'port' in 'one:port'.")]
    [InlineData("hosts = h1\nhosts.h1 = one:70000", "Invalid Port: '70000' in 'one:70000'.")]
    [InlineData("client.type = com.acme.Client\nhosts = h1\nhosts.h1 = one:1", "client.type: 'com.acme.Client' is none of ")]
    [InlineData("client.type = default_loadbalance\nhosts = h1\nhosts.h1 = one:1", "At least two hosts are required to use the load balancing RPC client.")]
    [InlineData("client.type = default_loadbalance\nhosts = h1 h2\nhosts.h1 = a:1\nhosts.h2 = b:1\nhost-selector = com.acme.Mine", "host-selector: 'com.acme.Mine' is none of ")]
    [InlineData("client.type = thrift\nhosts = h1\nhosts.h1 = one:1\nprotocol = json", "protocol: 'json' is neither compact nor binary.")]
    [InlineData("client.type = thrift\nhosts = h1\nhosts.h1 = one:1\nkerberos = true", "kerberos: it is not available yet")]
    [InlineData("hosts = h1\nhosts.h1 = one:1\nssl = true\ntruststore = /nowhere.p12", "The truststore /nowhere.p12 ")]
    public void Properties_that_cannot_work_are_refused_with_the_reason(string properties, string message)
    {
        var refusal = Assert.Throws<ConfigurationException>(() => FlumeClient.FromProperties(Parse(properties), _logger));
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_default_client_uses_the_first_host_and_warns()
    {
        Assert.Equal([new HostPort("a", 1)], Read("hosts = h1 h2\nhosts.h1 = a:1\nhosts.h2 = b:1").Hosts);
        Assert.Single(_logger.TextsOf(LogLevel.Warning));
    }

    [Fact]
    public void Options_of_code_that_cannot_work_are_refused()
    {
        Assert.Throws<ConfigurationException>(() => FlumeClient.Create(new() { Hosts = [] }));
        Assert.Throws<ConfigurationException>(() => FlumeClient.Create(Clients.To(1) with { BatchSize = 0 }));
        Assert.Throws<ConfigurationException>(() => FlumeClient.Create(Clients.To(1) with { RequestTimeout = TimeSpan.Zero }));
    }

    private FlumeClientOptions Read(string text) => ClientProperties.Read(Parse(text), _logger);

    private static Dictionary<string, string> Parse(string text) =>
        text.Split('\n').Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries)).ToDictionary(parts => parts[0], parts => parts[1]);
}
