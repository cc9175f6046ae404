using System.Diagnostics;
using System.Globalization;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.Sqlite.Tests;

/// <summary>The channel in the real agent: killed, refused, on a full disk.</summary>
public sealed class AgentTests : IDisposable
{
    private static readonly int Kills = Environment.GetEnvironmentVariable("LONG") == "1" ? 300 : 6;
    private readonly TestDirectory _directory = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_when_the_agent_is_killed()
    {
        _directory.Make("out");
        var configuration = Configurations.NetcatToFiles(_port, _directory.PathOf("out"), Channel("")
            + "a1.sinks.k1.sink.batchSize = 37\na1.sources.r1.max-line-length = 1000");
        using var oracle = new Oracle();
        var random = new Random(Kills);
        for (var kill = 0; kill < Kills; kill++)
        {
            List<Task> senders;
            await using (await AgentProcess.RunAsync(_directory, configuration))
            {
                senders = [.. Enumerable.Range(0, 4).Select(_ => oracle.SendUntilRefusedAsync(_port))];
                await oracle.WhenAcknowledgedAsync(random.Next(400));
            }
            await Task.WhenAll(senders);
        }
        await using (var last = await AgentProcess.RunAsync(_directory, configuration))
        {
            await Eventually.TrueAsync(() => oracle.Missing(_directory.Lines("out/")) == 0,
                () => $"{oracle.Missing(_directory.Lines("out/"))} acknowledged events did not come out.\n{last.LogText}");
            await last.StopAsync();
        }
        Assert.True(oracle.Acknowledged > Kills, "Hardly an event was acknowledged.");
        Assert.Empty(oracle.Invented(_directory.Lines("out/")));
    }

    [Fact]
    public async Task A_second_agent_on_the_same_database_is_refused_with_the_reason()
    {
        var configuration = Configurations.NetcatToNothing(_port, Channel(""));
        await using var first = await AgentProcess.RunAsync(_directory, configuration);
        using var other = new TestDirectory();
        await using var second = AgentProcess.Start(_directory.Path,
            ["agent", "-n", "a1", "-f", other.Write("flume.conf", Configurations.NetcatToNothing(Ports.Free(), Channel("")))]);
        await second.WhenLoggedAsync($"The database {_directory.PathOf("c1.sqlite")} is in use by another agent");
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "a\n"));
        // The first one gone, the second takes over what is there.
        await first.StopAsync();
        await second.WhenStartedAsync();
        await second.StopAsync();
    }

    [Fact]
    public async Task A_full_disk_refuses_events_and_is_over_when_there_is_space()
    {
        var configuration = _directory.Write("flume.conf", Configurations.NetcatToNothing(_port, Channel("")
            + "a1.sources.r1.max-line-length = 100000"));
        // A limit for the size of files stands for the disk; with SIGXFSZ ignored it is an error of the write.
        using var agent = Process.Start(new ProcessStartInfo("sh",
            ["-c", $"trap '' XFSZ; exec {Repository.Agent} agent -n a1 -f {configuration}"])
        {
            RedirectStandardError = true,
        })!;
        try
        {
            while (await agent.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } logged
                && !logged.Contains("Agent a1 started", StringComparison.Ordinal))
            {
            }
            _ = agent.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            var line = new string('x', 90_000) + "\n";
            Assert.Equal("OK\n", await LineClient.AskAsync(_port, line));
            LimitFiles(agent, "3000000");
            var answer = "";
            for (var i = 0; i < 100 && !answer.Contains("FAILED", StringComparison.Ordinal); i++)
                answer = await LineClient.AskAsync(_port, line);
            Assert.Contains("FAILED: The database", answer, StringComparison.Ordinal);
            LimitFiles(agent, "unlimited");
            Assert.Equal("OK\n", await LineClient.AskAsync(_port, line));
        }
        finally
        {
            agent.Kill();
        }
    }

    private string Channel(string settings) =>
        $"a1.channels.c1.type = jdbc\na1.channels.c1.driver.url = jdbc:sqlite:{_directory.PathOf("c1.sqlite")}{settings}\n";

    private static void LimitFiles(Process agent, string bytes)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", agent.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:"])!;
        prlimit.WaitForExit();
        Assert.Equal(0, prlimit.ExitCode);
    }
}
