using FlumePlug.EndToEnd.Tests.Running;
using static FlumePlug.EndToEnd.Tests.Running.Configurations;

namespace FlumePlug.EndToEnd.Tests.LiveChange;

/// <summary>An operator replaces plugins under a running agent, well and badly.</summary>
public sealed class PluginChangeTests : IDisposable
{
    private const string Unloaded = "Plugin Stamping: the version that was replaced is unloaded.";

    private readonly TestDirectory _directory = new();
    private readonly PluginsDirectory _plugins;
    private readonly int _port = Ports.Free();
    private readonly string _out;

    public PluginChangeTests() => (_out, _plugins) = (_directory.Make("out"), new(_directory));

    public void Dispose() => _directory.Dispose();

    private string Stamping => NetcatToFiles(_port, _out, "a1.sources.r1.interceptors = i1\na1.sources.r1.interceptors.i1.type = stamp\na1.sinks.k1.sink.serializer = stamp");

    [Fact]
    public async Task A_replaced_plugin_is_swapped_under_an_open_connection_and_the_old_one_is_unloaded()
    {
        _plugins.Put("Stamping", "Stamping");
        await using var agent = await StartAsync(Stamping);
        using var client = await LineClient.ConnectAsync(_port);
        await client.SendAsync("1\n");
        await client.ExpectAsync("OK\n");
        _plugins.Exchange("StampingNext", "Stamping");
        await agent.WhenLoggedAsync("Configuration updated: restart sink k1; change source r1");
        await agent.WhenLoggedAsync(Unloaded);

        await client.SendAsync("2\n");
        await client.ExpectAsync("OK\n");
        await agent.StopAsync();
        Assert.Equal(["begin 1", "1", "end 1", "begin 2", "2", "end 2"], _directory.Lines("out/out-"));
    }

    [Fact]
    public async Task A_plugin_that_is_replaced_by_a_broken_one_goes_on_until_it_is_replaced_by_a_right_one()
    {
        _plugins.Put("Stamping", "Stamping");
        await using var agent = await StartAsync(Stamping);
        var dll = _plugins.FileOf("Stamping", "Stamping.dll");
        File.WriteAllBytes(dll, File.ReadAllBytes(dll)[..3000]);
        await agent.WhenLoggedAsync("plugin Stamping goes on as it was: what it was replaced with cannot be used: ");
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "1\n"));

        _plugins.Put("StampingNext", "Stamping");
        await agent.WhenLoggedAsync(Unloaded);
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "2\n"));
        await agent.StopAsync();
        Assert.Equal(["begin 1", "1", "end 1", "begin 2", "2", "end 2"], _directory.Lines("out/out-"));
    }

    [Fact]
    public async Task A_folder_that_is_replaced_file_by_file_is_swapped_once_it_is_complete()
    {
        _plugins.Put("Stamping", "Stamping");
        await using var agent = await StartAsync(Stamping);
        _plugins.Remove("Stamping");
        _plugins.Put("StampingNext", "Stamping");
        await agent.WhenLoggedAsync(Unloaded);
        Assert.Equal(1, agent.Logged("Configuration updated"));
        Assert.Equal(0, agent.Logged(" ERROR "));
    }

    [Fact]
    public async Task A_folder_that_is_removed_goes_on_as_it_was()
    {
        _plugins.Put("Stamping", "Stamping");
        await using var agent = await StartAsync(Stamping);
        _plugins.Remove("Stamping");
        await agent.WhenLoggedAsync($"plugin Stamping goes on as it was: {Path.Combine(_plugins.Path, "Stamping")} is gone");
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "1\n"));
        _plugins.Put("StampingNext", "Stamping");
        await agent.WhenLoggedAsync(Unloaded);
    }

    [Fact]
    public async Task A_plugin_that_is_dropped_in_can_be_used_by_the_next_configuration()
    {
        await using var agent = await StartAsync(NetcatToFiles(_port, _out));
        _plugins.Put("Stamping", "Stamping");
        _directory.Write("flume.conf", Stamping);
        await agent.WhenLoggedAsync("Configuration updated: restart sink k1; change source r1");
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "1\n"));
        await agent.StopAsync();
        Assert.Equal(["begin 1", "1", "end 1"], _directory.Lines("out/out-"));
    }

    [Fact]
    public async Task A_configuration_that_waits_for_a_plugin_is_taken_when_it_comes()
    {
        await using var agent = await StartAsync(NetcatToFiles(_port, _out));
        _directory.Write("flume.conf", Stamping);
        await agent.WhenLoggedAsync("it has errors, and the agent goes on as it was");
        _plugins.Put("Stamping", "Stamping");
        await agent.WhenLoggedAsync("Configuration updated: restart sink k1; change source r1");
    }

    [Fact]
    public async Task A_wrong_configuration_does_not_keep_a_plugin_from_being_replaced()
    {
        _plugins.Put("Stamping", "Stamping");
        await using var agent = await StartAsync(Stamping);
        _directory.Write("flume.conf", Stamping + "a1.sinks.k1.type = nothing\n");
        await agent.WhenLoggedAsync("it has errors, and the agent goes on as it was");
        _plugins.Exchange("StampingNext", "Stamping");
        await agent.WhenLoggedAsync(Unloaded);
    }

    private async Task<AgentProcess> StartAsync(string text)
    {
        var agent = AgentProcess.Start(_directory.Path,
            ["agent", "-n", "a1", "-f", _directory.Write("flume.conf", text), "--plugins", _plugins.Path]);
        await agent.WhenStartedAsync();
        return agent;
    }
}
