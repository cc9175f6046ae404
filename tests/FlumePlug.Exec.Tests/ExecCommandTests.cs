using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Exec.Tests;

public sealed class ExecCommandTests
{
    private const int Limit = 30_000;

    private readonly ManualTime _clock = new();

    [Fact(Timeout = Limit)]
    public async Task Without_a_shell_the_command_is_split_at_white_space_and_nothing_is_expanded()
    {
        await using var source = await RunningSource.StartAsync("printf  %s\\n\t$HOME \"a b\" * | cat");
        Assert.Equal(["$HOME", "\"a", "b\"", "*", "|", "cat"], await source.TextsAsync(6));
    }

    [Fact(Timeout = Limit)]
    public async Task A_shell_gets_the_whole_command_as_one_argument()
    {
        await using var source = await RunningSource.ShellAsync("for i in 3 1 2; do echo \"n  $i\"; done | sort");
        Assert.Equal(["n  1", "n  2", "n  3"], await source.TextsAsync(3));
    }

    [Fact(Timeout = Limit)]
    public async Task Standard_input_is_a_pipe_that_stays_open()
    {
        await using var source = await RunningSource.StartAsync("readlink /proc/self/fd/0");
        Assert.StartsWith("pipe:", (await source.TextsAsync(1))[0], StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task A_command_that_ended_leaves_the_source_idle_and_its_exit_code_in_the_log()
    {
        await using var source = await RunningSource.ShellAsync("echo once; exit 3");
        await source.LoggedAsync("Command [echo once; exit 3] exited with 3");
        Assert.Equal(["once"], source.Channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_command_that_does_not_exist_is_a_clear_error_and_the_source_stays()
    {
        await using var source = await RunningSource.StartAsync("/nowhere/to/be/found -x");
        await source.LoggedAsync("Command [/nowhere/to/be/found -x] exited with -1073741824");
        var error = Assert.Single(source.Context.Logged.TextsOf(LogLevel.Error));
        Assert.StartsWith("Failed while running command: /nowhere/to/be/found -x ", error, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task With_restart_the_command_runs_again_after_the_throttle_and_not_before()
    {
        await using var source = await RunningSource.ShellAsync("echo again; exit 7", restart: true, time: _clock);
        await source.LoggedAsync("Restarting in 10000ms, exit code 7");
        await _clock.WhenWaiting();
        _clock.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.Equal(["again"], source.Channels.Events.Texts);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["again", "again"], await source.TextsAsync(2));
    }

    [Fact(Timeout = Limit)]
    public async Task A_refused_put_ends_the_run_loses_its_lines_and_restart_runs_it_again()
    {
        var channels = new CollectingChannels();
        channels.RefuseNext(new FlumePlug.Sdk.ChannelFullException("the channel is full"));
        await using var source = await RunningSource.ShellAsync(
            "echo 1; echo 2; echo 3; exec sleep 1000", batchSize: 2, restart: true, channels: channels, time: _clock);
        await source.LoggedAsync("the channel is full");
        await source.LoggedAsync("Restarting in 10000ms, exit code 143");
        Assert.Empty(source.Channels.Events.All);
        await _clock.WhenWaiting();
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["1", "2"], (await source.TextsAsync(2)).Take(2));
    }

    [Fact(Timeout = Limit)]
    public async Task Error_output_is_logged_line_by_line_when_asked_for_and_is_no_event()
    {
        await using var source = await RunningSource.ShellAsync("echo one >&2; echo two >&2; printf half >&2; echo fine", logStdErr: true);
        await source.LoggedAsync("exited with 0");
        Assert.Equal(["fine"], source.Channels.Events.Texts);
        Assert.Equal(
            ["StderrLogger[1] = 'one'", "StderrLogger[2] = 'two'", "StderrLogger[3] = 'half'"],
            source.Context.Logged.TextsOf(LogLevel.Information).Where(text => text.StartsWith("Stderr", StringComparison.Ordinal)));
    }

    [Theory(Timeout = Limit)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_flood_on_standard_error_never_holds_up_the_command_and_is_logged_in_pieces(bool logged)
    {
        await using var source = await RunningSource.ShellAsync("head -c 1000000 /dev/zero | tr '\\0' e >&2; echo done", logStdErr: logged);
        await source.LoggedAsync("exited with 0");
        Assert.Equal(["done"], source.Channels.Events.Texts);
        var lines = source.Context.Logged.Lines.Where(line => line.Text.StartsWith("StderrLogger", StringComparison.Ordinal)).ToArray();
        Assert.Equal(logged, lines.Length > 0);
        Assert.All(lines, line => Assert.InRange(line.Text.Length, 1, 16 * 1024));
        Assert.Equal(logged ? 1_000_000 : 0, lines.Sum(line => line.Text.Count(one => one == 'e') - "StderrLogger".Count(one => one == 'e')));
    }
}
