using System.Text.Json;

namespace FlumePlug.Cli.Tests;

public sealed class LogTests : IDisposable
{
    private const long RollSize = 64L * 1024 * 1024;

    private readonly Workspace _here = new();

    public LogTests() => _here.Write("flume.conf", Workspace.Counting(3, "a1.sources.r1.odd = x"));

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task The_level_is_general_or_of_one_component()
    {
        await using var quiet = _here.Start("run", "flume.conf", "--log-level", "error", "--log-level", "k1=info");
        await quiet.LogsAsync("body: 32");
        Assert.All((await quiet.StopAsync()).LogLines, line => Assert.Contains(" INFO  [sink k1] ", line, StringComparison.Ordinal));
        await using var silent = _here.Start("run", "flume.conf", "--log-level", "sink k1=off");
        await silent.LogsAsync("Agent a1 started");
        Assert.DoesNotContain("[sink k1]", (await silent.StopAsync()).Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flumes_root_logger_sets_the_level_and_log_level_wins()
    {
        await using var debug = _here.Start("agent", "-n", "a1", "-f", "flume.conf", "-Dflume.root.logger=DEBUG,console");
        await debug.LogsAsync("Agent a1 started");
        Assert.Contains(" DEBUG ", (await debug.StopAsync()).Log, StringComparison.Ordinal);
        await using var error = _here.Start("agent", "-n", "a1", "-f", "flume.conf", "-Dflume.root.logger=DEBUG,console", "--log-level", "k1=info", "--log-level", "error");
        await error.LogsAsync("body: 32");
        Assert.DoesNotContain(" DEBUG ", (await error.StopAsync()).Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_each_line_is_an_object()
    {
        await using var running = _here.Start("run", "flume.conf", "--log-format", "json");
        await running.LogsAsync("Agent a1 started");
        var outcome = await running.StopAsync();
        var lines = outcome.LogLines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.All(lines, line => Assert.Equal(["time", "level", "logger", "message"], line.EnumerateObject().Select(member => member.Name)));
        Assert.All(lines, line => Assert.Equal(TimeSpan.Zero, line.GetProperty("time").GetDateTimeOffset().Offset));
        Assert.Equal(("WARN", "flumeplug"), (lines[0].GetProperty("level").GetString(), lines[0].GetProperty("logger").GetString()));
        Assert.Contains(lines, line => line.GetProperty("message").GetString()!.Contains("Agent a1 started", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_log_file_takes_the_lines_and_is_rolled_by_size_five_times()
    {
        for (var i = 1; i <= 5; i++)
            _here.Write($"agent.log.{i}", $"old {i}");
        using (var full = File.Create(_here.PathOf("agent.log")))
            full.SetLength(RollSize - 10);
        await using var running = _here.Start("run", "flume.conf", "--log-file", "agent.log");
        await using (var fresh = new AppearingText(_here.PathOf("agent.log")))
            await fresh.ContainsAsync("Agent a1 started");
        var outcome = await running.StopAsync();
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Log));
        Assert.Equal(RollSize - 10, new FileInfo(_here.PathOf("agent.log.1")).Length);
        Assert.Equal(["old 1", "old 2", "old 3", "old 4"], Enumerable.Range(2, 4).Select(i => File.ReadAllText(_here.PathOf($"agent.log.{i}"))));
        Assert.False(File.Exists(_here.PathOf("agent.log.6")));
    }

    [Fact]
    public async Task A_log_file_that_cannot_be_written_fails_the_start()
    {
        var outcome = await _here.RunAsync("run", "flume.conf", "--log-file", "no/such/dir/agent.log");
        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("flumeplug: ", outcome.Log, StringComparison.Ordinal);
    }
}
