namespace FlumePlug.Cli.Tests;

/// <summary>What operators get wrong outside the configuration itself.</summary>
public sealed class StrangeInputTests : IDisposable
{
    private readonly Workspace _here = new();

    public StrangeInputTests() => _here.Write("flume.conf", Workspace.Counting(3));

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task A_log_file_that_is_moved_away_or_removed_is_made_anew()
    {
        await using var running = _here.Start("run", "flume.conf", "--log-file", "agent.log", "--log-level", "agent a1=debug");
        await AppearAsync("Agent a1 started");
        File.Move(_here.PathOf("agent.log"), _here.PathOf("moved.log"));
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        var outcome = await running.StopAsync();
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Log));
        Assert.Contains("stopped; 0 events were left", await File.ReadAllTextAsync(_here.PathOf("agent.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_told_once_on_standard_error()
    {
        await using var running = _here.Start("run", "flume.conf", "--log-file", "/dev/full");
        await running.LogsAsync("cannot log to /dev/full");
        var outcome = await running.StopAsync();
        Assert.Equal(0, outcome.ExitCode);
        Assert.StartsWith("flumeplug: cannot log to /dev/full: ", Assert.Single(outcome.LogLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_temporary_directory_that_cannot_be_written_is_no_fault_of_the_configuration()
    {
        _here.Environment["TMPDIR"] = "/proc/no-such-place";
        var outcome = await _here.RunAsync("run", "flume.conf");
        Assert.Equal(1, outcome.ExitCode);
        var line = Assert.Single(outcome.LogLines);
        Assert.StartsWith("flumeplug: plugins run from copies in /proc/no-such-place/, which cannot be written (", line, StringComparison.Ordinal);
        Assert.EndsWith("set TMPDIR to a directory that can", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_characters_of_a_configuration_reach_no_terminal_and_fake_no_line()
    {
        _here.Write("odd.conf", Workspace.Counting(3, "a1.sources.r1.odd\\u001b[31m\\n2026-01-01\\ ERROR\\ fake = x"));
        var validated = await _here.RunAsync("validate", "odd.conf");
        Assert.Equal(2, validated.OutputLines.Length);
        Assert.Contains("\\u001B[31m\\u000A2026-01-01 ERROR fake'", validated.OutputLines[0], StringComparison.Ordinal);
        await using var running = _here.Start("agent", "-n", "a1", "-f", "odd.conf");
        await running.LogsAsync("Agent a1 started");
        var log = (await running.StopAsync()).Log;
        Assert.DoesNotContain('\u001b', log);
        Assert.DoesNotContain("\n2026-01-01", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistyped_option_is_not_taken_for_a_file()
    {
        foreach (var verb in (string[])["run", "validate", "graph"])
        {
            var outcome = await _here.RunAsync(verb, "flume.conf", "--jsno");
            Assert.Equal((1, "flumeplug: Unrecognized option '--jsno'."), (outcome.ExitCode, outcome.LogLines[^1]));
        }
    }

    [Fact]
    public async Task One_agent_of_a_file_is_validated_by_its_name()
    {
        _here.Write("two.conf", Workspace.Counting(3) + "b1.sources = s1\n");
        var outcome = await _here.RunAsync("validate", "two.conf", "--name", "a1");
        Assert.Equal((0, "No problems.\n"), (outcome.ExitCode, outcome.Output));
        Assert.Contains("no such agent", (await _here.RunAsync("validate", "two.conf", "-n", "c1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_graph_of_nothing_prints_nothing()
    {
        var outcome = await _here.RunAsync("graph", "flume.conf", "--name", "zz");
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
    }

    [Fact]
    public async Task Pipes_and_links_in_circles_among_the_plugins_stop_nobody()
    {
        _here.CopyPlugin(Path.Combine(Path.GetDirectoryName(Settings.Executable)!, "plugins", "ConfigFilters"), "more");
        foreach (var pipe in (string[])["more/x.dll", "more/ConfigFilters/note.txt", "more/ConfigFilters/a.deps.json"])
        {
            using var made = System.Diagnostics.Process.Start("mkfifo", [_here.PathOf(pipe)]);
            await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        Directory.CreateSymbolicLink(_here.PathOf("more/loop"), ".");
        Directory.CreateSymbolicLink(_here.PathOf("more/up"), "..");
        Directory.CreateSymbolicLink(_here.PathOf("more/ConfigFilters/self"), ".");
        var plugins = await _here.RunAsync("plugins", "--plugins", "more");
        Assert.Equal(0, plugins.ExitCode);
        Assert.Contains("x.dll is not a .NET assembly", plugins.Output, StringComparison.Ordinal);
        await using var running = _here.Start("run", "flume.conf", "--plugins", "more");
        await running.LogsAsync("Agent a1 started");
        Assert.Equal(0, (await running.StopAsync()).ExitCode);
    }

    [Theory]
    [InlineData("-Dflume.root.logger=", "-Dflume.root.logger= names no level and is ignored.")]
    [InlineData("-Dflume.root.logger=WRONG,console", "-Dflume.root.logger=WRONG,console names no level and is ignored.")]
    [InlineData("--backup-directory=/tmp", "--backup-directory is ignored: configurations are read from files, of which no backup is kept.")]
    [InlineData("--conf=no-such-dir", "--conf no-such-dir: there is no such directory.")]
    public async Task What_means_nothing_here_is_a_warning_and_the_agent_runs(string argument, string warning)
    {
        await using var running = _here.Start("agent", "-n", "a1", "-f", "flume.conf", argument);
        await running.LogsAsync("Agent a1 started");
        Assert.Contains(warning, (await running.StopAsync()).Log, StringComparison.Ordinal);
    }

    private async Task AppearAsync(string text)
    {
        await using var log = new AppearingText(_here.PathOf("agent.log"));
        await log.ContainsAsync(text);
    }
}
