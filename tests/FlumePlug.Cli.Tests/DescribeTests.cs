using System.Text.Json;

namespace FlumePlug.Cli.Tests;

public sealed class DescribeTests : IDisposable
{
    private readonly Workspace _here = new();

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task Without_a_type_every_component_is_listed_under_its_kind()
    {
        var outcome = await _here.RunAsync("describe", "--plugins", Settings.TestPlugins);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Log));
        Assert.Equal("source", outcome.OutputLines[0]);
        Assert.Contains("sink processor", outcome.OutputLines);
        Assert.Contains(outcome.OutputLines, line => line.StartsWith("  memory ", StringComparison.Ordinal)
            && line.EndsWith("A bounded queue in memory; its events are lost when the process ends.", StringComparison.Ordinal));
        Assert.Contains(outcome.OutputLines, line => line.Contains(" Sample ", StringComparison.Ordinal) && line.Contains("A sink to test with.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("MEMORY")]
    [InlineData("org.apache.flume.channel.MemoryChannel")]
    [InlineData("FlumePlug.MemoryChannel.MemoryChannel")]
    public async Task A_type_is_found_by_each_of_its_names(string type)
    {
        var outcome = await _here.RunAsync("describe", type);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("channel memory", outcome.OutputLines[0]);
        Assert.Contains("also: org.apache.flume.channel.MemoryChannel", outcome.OutputLines);
        Assert.Contains(outcome.OutputLines, line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            is ["keep-alive", "whole", "number", "3", "s", "How", "long", ..]);
    }

    [Fact]
    public async Task A_type_of_several_kinds_is_described_for_each()
    {
        var outcome = await _here.RunAsync("describe", "default");
        Assert.Equal(["sink processor default", "path manager default", "extractor serializer default"],
            outcome.OutputLines.Where(line => line.EndsWith(" default", StringComparison.Ordinal) && char.IsLetter(line[0])));
        var json = JsonDocument.Parse((await _here.RunAsync("describe", "default", "--json")).Output).RootElement;
        Assert.Equal(["sink-processor", "path-manager", "extractor-serializer"],
            json.EnumerateArray().Select(component => component.GetProperty("kind").GetString()));
    }

    [Theory]
    [InlineData("nectat", "flumeplug: unknown type 'nectat' (hint: netcat)")]
    [InlineData("hive", "flumeplug: 'hive' is Flume's org.apache.flume.sink.hive.HiveSink; FlumePlug does not have it yet")]
    public async Task A_type_that_is_not_there_fails_with_the_reason(string type, string expected)
    {
        var outcome = await _here.RunAsync("describe", type);
        Assert.Equal((1, "", expected), (outcome.ExitCode, outcome.Output, outcome.LogLines[^1]));
    }

    [Fact]
    public async Task Json_lists_what_the_table_lists()
    {
        var json = JsonDocument.Parse((await _here.RunAsync("describe", "--json")).Output).RootElement;
        Assert.Contains(json.EnumerateArray(), component => component.GetProperty("type").GetString() == "netcat"
            && component.GetProperty("kind").GetString() == "source");
    }

    [Fact]
    public async Task On_a_terminal_long_cells_stay_in_their_column()
    {
        var terminal = await _here.RunOnTerminalAsync("describe", "netcat");
        Assert.Contains("max-connections", terminal.Output, StringComparison.Ordinal);
        Assert.All(terminal.OutputLines, line => Assert.True(System.Text.RegularExpressions.Regex.Replace(line, "\u001b\\[[0-9;?]*[a-zA-Z]", "").TrimEnd().Length <= 80, line));
    }

    [Fact]
    public async Task The_schema_knows_the_plugins_of_strangers()
    {
        var outcome = await _here.RunAsync("schema", "--plugins", Settings.TestPlugins);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Log));
        var definitions = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("$defs");
        Assert.True(definitions.TryGetProperty("sink.logger", out _));
        Assert.True(definitions.TryGetProperty("sink.sample", out _));
    }

    [Fact]
    public async Task The_version_names_the_agent_the_sdk_and_the_runtime()
    {
        var outcome = await _here.RunAsync("version");
        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches("^FlumePlug [0-9]+\\.[0-9]+\\.[0-9]+\n(Revision: [0-9a-f]{40}\n)?SDK: [0-9]+\\.[0-9]+\\.[0-9]+\nRuntime: \\.NET 10\\..* on linux-.*\n$", outcome.Output);
    }
}
