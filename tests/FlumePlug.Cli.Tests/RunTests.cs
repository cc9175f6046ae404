namespace FlumePlug.Cli.Tests;

public sealed class RunTests : IDisposable
{
    private readonly Workspace _here = new();

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task The_only_agent_of_a_file_needs_no_name()
    {
        _here.Write("flume.conf", Workspace.Counting(3));
        await using var running = _here.Start("run", "flume.conf");
        await running.LogsAsync("body: 32");
        await running.LogsAsync("Agent a1 started: 1 channel, 1 sink, 1 source.");
        Assert.Equal(0, (await running.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Of_several_agents_one_is_chosen_by_name()
    {
        var two = Workspace.Counting(3) + Workspace.Counting(3).Replace("a1.", "b1.", StringComparison.Ordinal);
        _here.Write("two.conf", two);
        var unnamed = await _here.RunAsync("run", "two.conf");
        Assert.Equal(2, unnamed.ExitCode);
        Assert.Contains("the configuration defines several agents; choose one with --name (hint: a1, b1)", unnamed.Log, StringComparison.Ordinal);
        var wrong = await _here.RunAsync("run", "two.conf", "--name", "c1");
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("c1: no such agent (hint: a1, b1)", wrong.Log, StringComparison.Ordinal);
        await using var running = _here.Start("run", "two.conf", "-n", "b1");
        await running.LogsAsync("Agent b1 started");
        Assert.DoesNotContain("a1", (await running.StopAsync()).Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_told_at_once_and_nothing_starts()
    {
        _here.Write("wrong.conf", ValidateTests.Wrong);
        var run = await _here.RunAsync("run", "wrong.conf", "--name", "a1");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(["WARN", "WARN"], Words(run, "WARN"));
        Assert.Equal(14, Words(run, "ERROR").Length - 1);
        Assert.EndsWith("Nothing was started: the configuration has errors.\n", run.Log, StringComparison.Ordinal);
        Assert.Contains("ERROR [flumeplug] wrong.conf:5: a1.sources.r1: unknown source type 'netcta' (hint: netcat)", run.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("INFO", run.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("b1", run.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_of_another_agent_does_not_matter()
    {
        _here.Write("two.conf", Workspace.Counting(3) + "b1.sources = r1\nb1.sources.r1.typ = seq\n");
        await using var running = _here.Start("run", "two.conf", "--name", "a1");
        await running.LogsAsync("Agent a1 started");
        Assert.Equal(0, (await running.StopAsync()).ExitCode);
        Assert.Equal(2, (await _here.RunAsync("run", "two.conf")).ExitCode);
    }

    [Fact]
    public async Task An_unknown_property_is_a_warning_and_the_agent_runs()
    {
        _here.Write("flume.conf", Workspace.Counting(3, "a1.sinks.k1.maxBytesToLg = 3"));
        await using var running = _here.Start("run", "flume.conf");
        await running.LogsAsync("WARN  [flumeplug] flume.conf:10: a1.sinks.k1: unknown option 'maxBytesToLg' (hint: maxBytesToLog)");
        await running.LogsAsync("Agent a1 started");
        Assert.Equal(0, (await running.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_plugins_directory_that_cannot_be_read_is_a_warning()
    {
        _here.Write("flume.conf", Workspace.Counting(3));
        await using var running = _here.Start("run", "flume.conf", "--plugins", "nowhere");
        await running.LogsAsync("nowhere cannot be read");
        await running.LogsAsync("Agent a1 started");
        Assert.Equal(0, (await running.StopAsync()).ExitCode);
    }

    private static string[] Words(Outcome outcome, string level) =>
        [.. outcome.LogLines.Where(line => line.Contains($" {level} ", StringComparison.Ordinal)).Select(_ => level)];
}
