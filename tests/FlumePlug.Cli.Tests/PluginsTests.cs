using System.Text.Json;

namespace FlumePlug.Cli.Tests;

public sealed class PluginsTests : IDisposable
{
    private readonly Workspace _here = new();

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task Plugins_are_listed_with_versions_and_components_and_why_one_cannot_be_used()
    {
        var outcome = await _here.RunAsync("plugins", "--plugins", Settings.TestPlugins);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Log));
        Assert.Equal(["PLUGIN", "VERSION", "SDK", "DIRECTORY", "COMPONENTS"], Words(outcome.OutputLines[0]));
        Assert.Contains(outcome.OutputLines, line => Words(line) is ["MemoryChannel", "0.1.0", "0.1", _, "channel", "memory,", ..]);
        Assert.Contains(outcome.OutputLines, line => line.Contains("FirstVersion", StringComparison.Ordinal)
            && line.EndsWith("config filter first-version", StringComparison.Ordinal));
        Assert.Contains(outcome.OutputLines, line => line.EndsWith("cannot be used: it was built for FlumePlug.Sdk 0.99, this agent has 0.1", StringComparison.Ordinal));
        Assert.Contains(outcome.OutputLines, line => line.EndsWith("cannot be used: Acme.Shared.dll (Acme.Shared 1.0.0) is missing beside MissingDependency.dll", StringComparison.Ordinal));
        Assert.Contains("CarriesSdk: its own copy of FlumePlug.Sdk.dll is ignored: delete it", outcome.OutputLines);
    }

    [Fact]
    public async Task As_json_each_plugin_is_an_object()
    {
        _here.Environment["FLUMEPLUG_PLUGINS"] = Settings.TestPlugins;
        var outcome = await _here.RunAsync("plugins", "--json");
        var plugins = JsonDocument.Parse(outcome.Output).RootElement.EnumerateArray().ToDictionary(plugin => plugin.GetProperty("name").GetString()!);
        Assert.True(plugins["Netcat"].GetProperty("usable").GetBoolean());
        Assert.Equal("it was built for FlumePlug.Sdk 0.99, this agent has 0.1", plugins["NewerSdk"].GetProperty("unusableReason").GetString());
    }

    [Fact]
    public async Task A_single_dll_dropped_into_a_plugins_directory_is_a_plugin()
    {
        Directory.CreateDirectory(_here.PathOf("more"));
        foreach (var file in (string[])["FirstVersion.dll", "FirstVersion.deps.json", "Acme.Shared.dll"])
            File.Copy(Path.Combine(Settings.TestPlugins, "FirstVersion", file), _here.PathOf("more/" + file));
        _here.Write("flume.conf", Workspace.Counting(1, "a1.configfilters = f", "a1.configfilters.f.type = first-version", Stamp("${f['x']}")));
        await using var running = _here.Start("run", "flume.conf", "--plugins", "more");
        await running.LogsAsync("key=");
        Assert.Equal(0, (await running.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Plugins_with_conflicting_dependencies_run_side_by_side_among_broken_ones()
    {
        _here.Write("flume.conf", Workspace.Counting(1, "a1.configfilters = f g", "a1.configfilters.f.type = first-version",
            "a1.configfilters.g.type = second-version", Stamp("${f['x']} and ${g['x']}")));
        await using var running = _here.Start("run", "flume.conf", "--plugins", Settings.TestPlugins);
        await running.LogsAsync("key=version 1 and VERSION 2");
        Assert.Equal(0, (await running.StopAsync()).ExitCode);
    }

    [Theory]
    [InlineData("throwing", "the license has expired")]
    [InlineData("newer-sdk", "it was built for FlumePlug.Sdk 0.99, this agent has 0.1")]
    [InlineData("missing-dependency", "Acme.Shared.dll (Acme.Shared 1.0.0) is missing beside MissingDependency.dll")]
    public async Task A_broken_plugin_is_told_in_one_line_when_it_is_used(string type, string expected)
    {
        _here.Write("flume.conf", Workspace.Counting(1, "a1.configfilters = f", $"a1.configfilters.f.type = {type}", Stamp("${f['x']}")));
        var outcome = await _here.RunAsync("validate", "flume.conf", "--plugins", Settings.TestPlugins);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("flume.conf:11: error: a1.configfilters.f: ", Assert.Single(outcome.OutputLines,
            line => line.Contains(expected, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Output, StringComparison.Ordinal);
    }

    private static string Stamp(string value) =>
        $"a1.sources.r1.interceptors = i1\na1.sources.r1.interceptors.i1.type = static\na1.sources.r1.interceptors.i1.value = {value}";

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
