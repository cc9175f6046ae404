using FlumePlug.Embedded;
using FlumePlug.Sdk;
using static FlumePlug.EmbeddedAgent.Tests.Properties;

namespace FlumePlug.EmbeddedAgent.Tests;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData("channel.type", null, "Required parameter not found channel.type")]
    [InlineData("channel.type", "jdbc", "Component type of jdbc is not in allowed types of [MEMORY, FILE]")]
    [InlineData("source.type", "netcat", "Component type of netcat is not in allowed types of [EMBEDDED, org.apache.flume.agent.embedded.EmbeddedSource]")]
    [InlineData("sinks", null, "Required parameter not found sinks")]
    [InlineData("sinks", "k1 k2", "Required parameter not found k2.type")]
    [InlineData("sinks", "Channel", "Sink name Channel is one of the disallowed sink names: [source, channel, processor]")]
    [InlineData("k1.type", "logger", "Component type of logger is not in allowed types of [AVRO]")]
    [InlineData("processor.type", null, "Required parameter not found processor.type")]
    [InlineData("processor.type", "mine", "Component type of mine is not in allowed types of [DEFAULT, FAILOVER, LOAD_BALANCE]")]
    [InlineData("monitoring.type", "http", "Unknown configuration monitoring.type")]
    public async Task What_Flume_does_not_allow_is_refused_in_Flumes_words(string key, string? value, string message)
    {
        await using var agent = New();
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => agent.ConfigureAsync(Of(4141, (key, value))));
        Assert.Equal(message, refused.Message);
    }

    [Fact]
    public async Task Every_wrong_option_is_told_with_its_component()
    {
        await using var agent = New("my agent");
        var refused = await Assert.ThrowsAsync<ConfigurationException>(
            () => agent.ConfigureAsync(Of(4141, ("channel.capacity", "none"), ("k1.hostname", null), ("source.interceptors", "i1"))));
        Assert.StartsWith("Embedded agent my agent: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("channels.channel-myagent: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("capacity", refused.Message, StringComparison.Ordinal);
        Assert.Contains("hostname", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Type not specified for interceptor i1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_default_processor_is_for_one_sink()
    {
        await using var agent = New();
        await agent.ConfigureAsync(Of(4141));
        var two = Of(4141, ("sinks", "k1 k2"), ("k2.type", "avro"), ("k2.hostname", "localhost"), ("k2.port", "4142"));
        await Assert.ThrowsAsync<ConfigurationException>(() => agent.ConfigureAsync(two));
        two["processor.type"] = "load_balance";
        await agent.ConfigureAsync(two);
    }

    [Fact]
    public async Task Plugins_that_are_missing_are_named()
    {
        using var nothing = new EndToEnd.Tests.Running.TestDirectory();
        await using var agent = new Embedded.EmbeddedAgent("a", new() { PluginDirectories = [nothing.Path] });
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => agent.ConfigureAsync(Of(4141)));
        Assert.Contains("memory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_in_a_wrong_state_are_refused_in_Flumes_words()
    {
        var token = TestContext.Current.CancellationToken;
        await using var agent = New();
        Assert.Equal("Cannot be started before being configured", (await Assert.ThrowsAsync<InvalidOperationException>(() => agent.StartAsync(token))).Message);
        Assert.Equal("Cannot be stopped unless started", (await Assert.ThrowsAsync<InvalidOperationException>(agent.StopAsync)).Message);
        Assert.Equal("Cannot put events unless started", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await agent.PutAsync(default, token))).Message);
        await agent.ConfigureAsync(Of(EndToEnd.Tests.Running.Ports.Free()));
        await agent.StartAsync(token);
        Assert.Equal("Cannot be started while started", (await Assert.ThrowsAsync<InvalidOperationException>(() => agent.StartAsync(token))).Message);
        Assert.Equal("Cannot be configured while started", (await Assert.ThrowsAsync<InvalidOperationException>(() => agent.ConfigureAsync(Of(1)))).Message);
        await agent.StopAsync();
        Assert.Equal("Cannot put events unless started", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await agent.PutAsync(default, token))).Message);
        await agent.ConfigureAsync(Of(EndToEnd.Tests.Running.Ports.Free()));
        await agent.StartAsync(token);
    }
}
