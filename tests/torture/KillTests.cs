using FlumePlug.EndToEnd.Tests.Running;
using FlumePlug.Torture.Tests.Running;

namespace FlumePlug.Torture.Tests;

/// <summary>
/// A real agent, killed again and again at random times and at every named point of the file channel, between a real TCP source
/// and a real TCP sink; a process of its own knows what was acknowledged and what came out. LONG=1: 10,000 kills with the others.
/// </summary>
public sealed class KillTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_whenever_the_agent_is_killed()
    {
        using var oracle = await OracleProcess.StartAsync();
        await using var hop = new Hop(_directory, Lines.Netcat,
            Lines.Durable(_directory, $"dataDirs = {_directory.PathOf("data1")},{_directory.PathOf("data2")}"), Lines.Thrift(oracle));
        await KillRun.RunAsync("one agent", oracle, [hop], KillRun.KillsOf(40), KillRun.SeedOf(1));
        KillRun.RequireWhole(_directory);
    }

    [Fact]
    public async Task Nothing_that_was_written_is_lost_where_groups_are_flushed_now_and_then()
    {
        using var oracle = await OracleProcess.StartAsync();
        await using var hop = new Hop(_directory, Lines.Netcat, Lines.Durable(_directory, "fsyncPerTransaction = false", "fsyncInterval = 1"), Lines.Thrift(oracle));
        await KillRun.RunAsync("one agent, flushed now and then", oracle, [hop], KillRun.KillsOf(16), KillRun.SeedOf(4));
        KillRun.RequireWhole(_directory);
    }

    [Fact]
    public async Task A_spillable_channel_loses_what_was_in_memory_and_nothing_else()
    {
        const int inMemory = 20;
        using var oracle = await OracleProcess.StartAsync();
        await using var hop = new Hop(_directory, Lines.Netcat, Lines.Durable(_directory, "type = spillablememory", $"memoryCapacity = {inMemory}",
            "overflowTimeout = 0", "transactionCapacity = 100"), Lines.Thrift(oracle));
        await KillRun.RunAsync("a spillable channel", oracle, [hop], KillRun.KillsOf(8), KillRun.SeedOf(3), mayLoseEach: inMemory);
        KillRun.RequireWhole(_directory);
    }
}
