using FlumePlug.EndToEnd.Tests.Running;
using static FlumePlug.EndToEnd.Tests.Running.Configurations;

namespace FlumePlug.EndToEnd.Tests;

/// <summary>Commands that misbehave, beside a source that does not.</summary>
public sealed class ExecTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_command_that_does_not_exist_is_told_and_the_rest_runs()
    {
        await using var agent = await RunAsync("a1.sources.r2.command = /no/such/command -x");
        await agent.WhenLoggedAsync("Failed while running command: /no/such/command -x");
        await AssertTheOtherSourceRunsAsync();
        Assert.EndsWith("0 events were left in memory.", await agent.StopAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_exits_has_delivered_its_output_and_its_code_is_told()
    {
        await using var agent = await RunAsync("""
            a1.sources.r2.shell = /bin/sh -c
            a1.sources.r2.command = echo one; echo two; printf three; exit 3
            """);
        await agent.WhenLoggedAsync("exited with 3");
        await AssertTheOtherSourceRunsAsync();
        await agent.StopAsync();
        Assert.Subset(_directory.Lines("out/out-").ToHashSet(), new HashSet<string> { "one", "two", "three" });
    }

    [Fact]
    public async Task A_command_that_exits_is_run_again_where_it_shall_be()
    {
        await using var agent = await RunAsync("""
            a1.sources.r2.command = echo again
            a1.sources.r2.restart = true
            a1.sources.r2.restartThrottle = 50
            a1.sources.r2.batchSize = 1
            """);
        await Eventually.TrueAsync(() => _directory.Lines("out/out-").Count(line => line == "again") >= 3, () => agent.LogText);
        await AssertTheOtherSourceRunsAsync();
        await agent.StopAsync();
        Assert.InRange(agent.Log.Count, 4, 20);
    }

    [Fact]
    public async Task A_command_that_floods_its_error_output_neither_blocks_nor_floods_the_log()
    {
        await using var agent = await RunAsync("""
            a1.sources.r2.shell = /bin/sh -c
            a1.sources.r2.command = i=0; while [ $i -lt 2000 ]; do head -c 1000 /dev/zero >&2; i=$((i+1)); done; echo done; sleep 100
            a1.sources.r2.batchSize = 1
            """);
        await Eventually.TrueAsync(() => _directory.Lines("out/out-").Contains("done"), () => agent.LogText);
        await AssertTheOtherSourceRunsAsync();
        await agent.StopAsync();
        Assert.InRange(agent.Log.Count, 4, 20);
    }

    private Task<AgentProcess> RunAsync(string more) => AgentProcess.RunAsync(_directory,
        NetcatToFiles(_port, _directory.Make("out"), $"a1.sources = r1 r2\na1.sources.r2.type = exec\na1.sources.r2.channels = c1\n{more}"));

    private async Task AssertTheOtherSourceRunsAsync() => Assert.Equal("OK\n", await LineClient.AskAsync(_port, "fine\n"));
}
