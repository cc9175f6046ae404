using System.Diagnostics;
using System.Globalization;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.EndToEnd.Tests.LogFiles;

/// <summary>The real logrotate, again and again without a pause, while a program writes and the agent tails.</summary>
public sealed class LogRotateTests : IDisposable
{
    private const int Rotations = 6;
    private const int LinesEach = 2000;

    private readonly TestDirectory _directory = new();
    private int _written;

    public LogRotateTests()
    {
        Peer.Require(File.Exists("/usr/sbin/logrotate"), "logrotate is not here.");
        _directory.Make("logs");
        _directory.Make("out");
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("create", "app\\\\.log")]
    [InlineData("create", "app\\\\.log.*")]
    [InlineData("create dateext dateformat -%Y%m%d-%s", "app\\\\.log")]
    [InlineData("create dateext dateformat -%Y%m%d-%s", "app\\\\.log.*")]
    public async Task Every_line_arrives_once(string settings, string pattern)
    {
        await using var agent = await AgentProcess.RunAsync(_directory, Tail(pattern));
        for (var i = 0; i < Rotations; i++)
        {
            Write(LinesEach);
            await RotateAsync(settings);
        }
        Write(LinesEach);

        await AllArriveAsync(agent);
        await agent.StopAsync();
        AssertOnce();
    }

    // What is not in the file system any more can only be read if the file was seen before: half of its lines are waited for.
    [Theory]
    [InlineData("create compress", "app\\\\.log")]
    [InlineData("create compress delaycompress", "app\\\\.log")]
    [InlineData("copytruncate", "app\\\\.log")]
    [InlineData("copytruncate", "app\\\\.log.*")]
    [InlineData("copytruncate compress delaycompress", "app\\\\.log")]
    public async Task Every_line_arrives_once_of_files_that_were_seen(string settings, string pattern)
    {
        await using var agent = await AgentProcess.RunAsync(_directory, Tail(pattern));
        for (var i = 0; i < Rotations; i++)
        {
            Write(LinesEach);
            await AllArriveAsync(agent);
            Write(LinesEach);
            await RotateAsync(settings);
        }
        Write(LinesEach);

        await AllArriveAsync(agent);
        await agent.StopAsync();
        AssertOnce();
    }

    [Theory]
    [InlineData("create")]
    [InlineData("create compress delaycompress")]
    [InlineData("copytruncate")]
    public async Task Every_line_arrives_once_though_the_agent_is_stopped_during_rotations(string settings)
    {
        for (var i = 0; i < 3; i++)
        {
            await using var agent = await AgentProcess.RunAsync(_directory, Tail("app\\\\.log"));
            Write(LinesEach);
            await AllArriveAsync(agent);
            Write(LinesEach);
            await agent.StopAsync();
            Write(LinesEach);
            await RotateAsync(settings);
            Write(LinesEach);
        }
        await using var last = await AgentProcess.RunAsync(_directory, Tail("app\\\\.log"));
        await AllArriveAsync(last);
        await last.StopAsync();
        AssertOnce();
    }

    [Fact]
    public async Task What_copytruncate_with_compress_destroys_is_told_and_nothing_is_doubled()
    {
        await using var agent = await AgentProcess.RunAsync(_directory, Tail("app\\\\.log"));
        for (var i = 0; i < Rotations; i++)
        {
            Write(LinesEach);
            await RotateAsync("copytruncate compress");
        }
        Write(LinesEach);
        await Eventually.TrueAsync(() => Arrived().Contains(Line(_written)), () => agent.LogText);
        await agent.StopAsync();

        var arrived = Arrived();
        Assert.Equal(arrived.Count, arrived.Distinct().Count());
    }

    [Fact]
    public async Task A_burst_of_a_million_lines_during_rotations_arrives_once()
    {
        await using var agent = await AgentProcess.RunAsync(_directory, Tail("app\\\\.log"));
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
                Write(10_000);
        }, TestContext.Current.CancellationToken);
        for (var i = 0; !writing.IsCompleted; i++)
            await RotateAsync("create");
        await writing;

        await AllArriveAsync(agent);
        await agent.StopAsync();
        AssertOnce();
    }

    [Fact]
    public async Task A_killed_agent_goes_on_from_whole_positions_and_loses_nothing_behind_them()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var agent = await AgentProcess.RunAsync(_directory, Tail("app\\\\.log"));
            Write(LinesEach);
            await AllArriveAsync(agent);
            await RotateAsync("create");
            Write(LinesEach);
            await AllArriveAsync(agent);
        }
        await using var last = await AgentProcess.RunAsync(_directory, Tail("app\\\\.log"));
        Write(LinesEach);
        await AllArriveAsync(last);
        await last.StopAsync();

        Assert.Equal(Enumerable.Range(1, _written).Select(Line), Arrived().Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Failed loading", last.LogText, StringComparison.Ordinal);
    }

    private static string Line(int number) => number.ToString("D8", CultureInfo.InvariantCulture);

    // As a program that opens its log anew for every write, so that it never writes to a rotated one after a rotation.
    private void Write(int count)
    {
        using var log = new StreamWriter(new FileStream(
            _directory.PathOf("logs/app.log"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
        for (var i = 0; i < count; i++)
            log.Write(Line(++_written) + "\n");
    }

    private async Task RotateAsync(string settings)
    {
        var configuration = _directory.Write(
            "rotate.conf", $"{_directory.PathOf("logs/app.log")} {{\n rotate 100\n missingok\n {settings.Replace(" c", "\n c", StringComparison.Ordinal).Replace(" d", "\n d", StringComparison.Ordinal)}\n}}\n");
        using var logrotate = Process.Start(new ProcessStartInfo(
            "/usr/sbin/logrotate", ["-f", "-s", _directory.PathOf("rotate.state"), configuration])
        { RedirectStandardError = true })!;
        var errors = await logrotate.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await logrotate.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(logrotate.ExitCode == 0 || errors.Contains("already exists", StringComparison.Ordinal), errors);
    }

    private IReadOnlyList<string> Arrived() => _directory.Lines("out/");

    private Task AllArriveAsync(AgentProcess agent) => Eventually.TrueAsync(
        () => new HashSet<string>(Arrived()).Count >= _written,
        () => $"{Arrived().Count} of {_written} lines came\n{agent.LogText}");

    private void AssertOnce() => Assert.Equal(Enumerable.Range(1, _written).Select(Line), Arrived().Order(StringComparer.Ordinal));

    private string Tail(string pattern) =>
        $"""
        a1.sources = r1
        a1.channels = c1
        a1.sinks = k1
        a1.sources.r1.type = TAILDIR
        a1.sources.r1.filegroups = f1
        a1.sources.r1.filegroups.f1 = {_directory.Path}/logs/{pattern}
        a1.sources.r1.positionFile = {_directory.Path}/positions.json
        a1.sources.r1.batchSize = 1000
        a1.sources.r1.channels = c1
        a1.channels.c1.type = memory
        a1.channels.c1.capacity = 10000
        a1.channels.c1.transactionCapacity = 1000
        a1.sinks.k1.type = file_roll
        a1.sinks.k1.sink.directory = {_directory.Path}/out
        a1.sinks.k1.sink.rollInterval = 0
        a1.sinks.k1.sink.batchSize = 1000
        a1.sinks.k1.channel = c1

        """;
}
