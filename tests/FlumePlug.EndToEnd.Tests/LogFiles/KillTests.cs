using System.Globalization;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.EndToEnd.Tests.LogFiles;

/// <summary>Agents that are killed at any moment, with a durable channel: every line arrives, so no position was ahead of what was stored.</summary>
public sealed class KillTests : IDisposable
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("LONG") == "1";
    private static readonly (int Kills, int LinesAtATime) Size = IsLong ? (1_000, 50) : (8, 500);

    private readonly TestDirectory _directory = new();
    private readonly Random _random = new(20260);
    private int _written;
    private int _files;

    public KillTests()
    {
        _directory.Make("in");
        _directory.Make("out");
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("TAILDIR")]
    [InlineData("spooldir")]
    public async Task Every_line_arrives_though_agents_are_killed(string type)
    {
        Action write = type == "TAILDIR" ? AppendOrRotate : Drop;
        var configuration = _directory.Write("flume.conf", Configuration(type));
        for (var kill = 0; kill < Size.Kills; kill++)
        {
            await using var agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "-f", configuration]);
            // Some are killed while they start, most while they read and write.
            if (_random.Next(5) > 0)
                await agent.WhenStartedAsync();
            for (var bursts = _random.Next(1, 20); bursts > 0; bursts--)
            {
                write();
                await Task.Delay(_random.Next(15), TestContext.Current.CancellationToken);
            }
        }
        write();
        await using var last = await AgentProcess.RunAsync(_directory, Configuration(type));
        await Eventually.TrueAsync(
            () => _directory.Lines("out/").Distinct().Count() >= _written,
            () => $"{_directory.Lines("out/").Distinct().Count()} of {_written} lines came\n{last.LogText}");
        await last.StopAsync();

        Assert.Equal(Enumerable.Range(1, _written).Select(Line), _directory.Lines("out/").Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Failed loading", last.LogText, StringComparison.Ordinal);
    }

    private static string Line(int number) => number.ToString("D8", CultureInfo.InvariantCulture);

    private void AppendOrRotate()
    {
        var log = _directory.PathOf("in/app.log");
        File.AppendAllText(log, Lines());
        if (_random.Next(10) == 0)
            File.Move(log, $"{log}.{++_files}");
    }

    private void Drop()
    {
        var making = _directory.Write("making", Lines());
        File.Move(making, _directory.PathOf($"in/{++_files:D6}.log"));
    }

    private string Lines() => string.Concat(Enumerable.Range(0, Size.LinesAtATime).Select(_ => Line(++_written) + "\n"));

    private string Configuration(string type) =>
        $"""
        a1.sources = r1
        a1.channels = c1
        a1.sinks = k1
        a1.sources.r1.type = {type}
        a1.sources.r1.channels = c1
        a1.sources.r1.batchSize = 100
        {(type == "spooldir" ? $"a1.sources.r1.spoolDir = {_directory.Path}/in\na1.sources.r1.pollDelay = 10" : $"""
            a1.sources.r1.filegroups = f1
            a1.sources.r1.filegroups.f1 = {_directory.Path}/in/app\\.log.*
            a1.sources.r1.positionFile = {_directory.Path}/positions.json
            a1.sources.r1.writePosInterval = 50
            """)}
        a1.channels.c1.type = file
        a1.channels.c1.checkpointDir = {_directory.Path}/checkpoint
        a1.channels.c1.dataDirs = {_directory.Path}/data
        a1.channels.c1.capacity = 1000000
        a1.channels.c1.transactionCapacity = 1000
        a1.sinks.k1.type = file_roll
        a1.sinks.k1.sink.directory = {_directory.Path}/out
        a1.sinks.k1.sink.rollInterval = 0
        a1.sinks.k1.sink.batchSize = 1000
        a1.sinks.k1.channel = c1

        """;
}
