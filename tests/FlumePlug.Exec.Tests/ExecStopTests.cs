using System.Globalization;

namespace FlumePlug.Exec.Tests;

public sealed class ExecStopTests
{
    private const int Limit = 30_000;

    [Fact(Timeout = Limit)]
    public async Task The_command_and_all_that_it_started_are_gone_after_the_stop()
    {
        await using var source = await RunningSource.ShellAsync(
            "sleep 1000 & echo $!; sh -c 'sleep 1000 & echo $!; wait' & echo $!; echo $$; wait");
        var processes = (await source.TextsAsync(4)).Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        Assert.All(processes, process => Assert.True(IsRunning(process)));
        await source.StopAsync();
        await Eventually.TrueAsync(() => !processes.Any(IsRunning), "every process is gone");
    }

    [Theory(Timeout = Limit)]
    [InlineData("sleep 985 & echo $!")]
    [InlineData("sleep 985 > /dev/null 2>&1 & echo $!")]
    [InlineData("sh -c 'sleep 985 > /dev/null & echo $!'")]
    [InlineData("setsid sh -c 'echo $$; exec sleep 985' &")]
    public async Task What_a_command_left_in_the_background_is_gone_after_the_stop(string command)
    {
        await using var source = await RunningSource.ShellAsync(command);
        var left = int.Parse((await source.TextsAsync(1))[0], CultureInfo.InvariantCulture);
        await source.StopAsync();
        await Eventually.TrueAsync(() => !IsRunning(left), "the process is gone");
    }

    [Fact(Timeout = Limit)]
    public async Task A_command_whose_shell_is_killed_is_run_again_and_what_the_shell_had_started_is_gone()
    {
        await using var source = await RunningSource.ShellAsync("echo $$; sleep 985 & echo $!; wait", restart: true);
        var processes = (await source.TextsAsync(2)).Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        System.Diagnostics.Process.GetProcessById(processes[0]).Kill();
        await source.LoggedAsync("Restarting in 10000ms, exit code 137");
        Assert.False(IsRunning(processes[1]));
    }

    [Fact(Timeout = Limit)]
    public async Task What_a_command_left_in_the_background_has_a_moment_to_print()
    {
        await using var source = await RunningSource.ShellAsync("(sleep 0.1; echo late; exec sleep 985) & echo early", restart: true);
        await source.LoggedAsync("Restarting in 10000ms, exit code 0");
        Assert.Equal(["early", "late"], source.Channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_process_that_nobody_can_find_holds_up_no_restart()
    {
        await using var source = await RunningSource.ShellAsync("env -i setsid sh -c 'echo $$; exec sleep 985' & sleep 0.5", restart: true);
        var hidden = int.Parse((await source.TextsAsync(1))[0], CultureInfo.InvariantCulture);
        await source.LoggedAsync("Restarting in 10000ms, exit code 0");
        System.Diagnostics.Process.GetProcessById(hidden).Kill();
    }

    [Fact(Timeout = Limit)]
    public async Task A_command_that_ignores_the_request_to_end_is_killed()
    {
        await using var source = await RunningSource.ShellAsync("trap '' TERM; echo $$; while :; do sleep 0.1; done");
        var process = int.Parse((await source.TextsAsync(1))[0], CultureInfo.InvariantCulture);
        await source.StopAsync();
        await Eventually.TrueAsync(() => !IsRunning(process), "the process is gone");
    }

    [Fact(Timeout = Limit)]
    public async Task What_a_command_prints_when_it_is_asked_to_end_is_stored()
    {
        await using var source = await RunningSource.ShellAsync("trap 'echo bye; exit' TERM; echo hello; while :; do sleep 0.01; done");
        await source.TextsAsync(1);
        await source.StopAsync();
        Assert.Equal(["hello", "bye"], source.Channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_command_that_prints_without_end_is_stopped()
    {
        await using var source = await RunningSource.StartAsync("yes", batchSize: 100);
        await source.TextsAsync(1000);
        await source.StopAsync();
    }

    [Fact(Timeout = Limit)]
    public async Task A_put_that_never_ends_does_not_hold_up_the_stop()
    {
        var channels = new FlumePlug.Sdk.Testing.CollectingChannels();
        channels.Hold();
        await using var source = await RunningSource.StartAsync("yes", channels: channels);
        await channels.WhenPutAsync(TestContext.Current.CancellationToken);
        await source.StopAsync();
        Assert.Empty(channels.Events.All);
    }

    [Fact(Timeout = Limit)]
    public async Task A_stop_ends_the_wait_for_a_restart()
    {
        await using var source = await RunningSource.StartAsync("true", restart: true, time: new FlumePlug.Sdk.Testing.ManualTime());
        await source.LoggedAsync("Restarting in 10000ms");
        await source.StopAsync();
    }

    // A process that nobody has waited for yet is gone too.
    private static bool IsRunning(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[text.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}
