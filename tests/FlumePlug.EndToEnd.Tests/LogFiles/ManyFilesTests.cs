using System.Diagnostics;
using System.Globalization;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.EndToEnd.Tests.LogFiles;

/// <summary>Thousands of tailed files: ten thousand in the long form.</summary>
public sealed class ManyFilesTests : IDisposable
{
    private static readonly bool IsLong = Environment.GetEnvironmentVariable("LONG") == "1";
    private static readonly int Files = IsLong ? 10_000 : 2_000;

    // In its first minute the runtime still compiles: the short form only finds what polls without a pause.
    private static readonly TimeSpan WarmUp = IsLong ? TimeSpan.FromSeconds(60) : TimeSpan.Zero;
    private static readonly (TimeSpan Time, double MostOfACore) Idle = IsLong ? (TimeSpan.FromSeconds(60), 0.01) : (TimeSpan.FromSeconds(3), 0.08);

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task They_cost_next_to_nothing_while_idle_and_a_new_line_is_seen_at_once()
    {
        _directory.Make("logs");
        _directory.Make("out");
        for (var i = 0; i < Files; i++)
            Append(i, "first");
        await using var agent = await AgentProcess.RunAsync(_directory, Tail());
        await ComeAsync(Files, agent);

        await Task.Delay(WarmUp, TestContext.Current.CancellationToken);
        var before = agent.ProcessorTime();
        await Task.Delay(Idle.Time, TestContext.Current.CancellationToken);
        var ofACore = (agent.ProcessorTime() - before) / Idle.Time;

        var times = new List<TimeSpan>();
        while (times.Count < 21)
        {
            var since = Stopwatch.GetTimestamp();
            Append(times.Count * Files / 21, "second");
            await ComeAsync(Files + times.Count + 1, agent);
            times.Add(Stopwatch.GetElapsedTime(since));
        }
        times.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Files} files: {ofACore:P2} of a core while idle, a new line in the file after {times[10].TotalMilliseconds:0.0} ms (at most {times[^1].TotalMilliseconds:0.0})"));
        await agent.StopAsync();

        Assert.InRange(ofACore, 0, Idle.MostOfACore);
        Assert.InRange(times[10], TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        Assert.Equal(Files + 21, _directory.Lines("out/").Distinct().Count());
    }

    private void Append(int file, string text) => File.AppendAllText(_directory.PathOf($"logs/{file}.log"), $"{file} {text}\n");

    private async Task ComeAsync(int lines, AgentProcess agent)
    {
        var deadline = Stopwatch.StartNew();
        while (_directory.Lines("out/").Count < lines)
        {
            Assert.True(deadline.Elapsed < TimeSpan.FromSeconds(40), $"{_directory.Lines("out/").Count} of {lines} lines came\n{agent.LogText}");
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private string Tail() =>
        $"""
        a1.sources = r1
        a1.channels = c1
        a1.sinks = k1
        a1.sources.r1.type = TAILDIR
        a1.sources.r1.filegroups = f1
        a1.sources.r1.filegroups.f1 = {_directory.Path}/logs/.*log
        a1.sources.r1.positionFile = {_directory.Path}/positions.json
        a1.sources.r1.channels = c1
        a1.channels.c1.type = memory
        a1.channels.c1.capacity = 10000
        a1.sinks.k1.type = file_roll
        a1.sinks.k1.sink.directory = {_directory.Path}/out
        a1.sinks.k1.sink.rollInterval = 0
        a1.sinks.k1.channel = c1

        """;
}
