using System.Diagnostics;
using FlumePlug.EndToEnd.Tests.Running;
using FlumePlug.Torture.Tests.Running;

namespace FlumePlug.Torture.Tests;

/// <summary>Durable channels on a real file system that is full, read-only or broken: nothing crashes or wedges, nothing is lost.</summary>
public sealed class SmallDiskTests : IDisposable
{
    private static readonly TimeSpan ResumesWithin = TimeSpan.FromSeconds(5);

    private readonly TestDirectory _directory = new();
    private readonly SmallDisk _disk = SmallDisk.Create();
    private readonly int _port = Ports.Free();

    public void Dispose()
    {
        _disk.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("file")]
    [InlineData("jdbc")]
    public async Task A_full_disk_refuses_events_and_is_over_when_there_is_space(string type)
    {
        var stored = new List<string>();
        await using (var agent = await AgentProcess.RunAsync(_directory, Configuration(type)))
        {
            await PutAsync(stored, 40);
            _disk.Fill();
            // What is flushed already is in room that was made: it takes a while until the first event needs more.
            var refused = 0;
            for (var i = 0; i < 2000 && refused < 20; i++)
                refused += await PutAsync(stored, 1) ? 0 : 1;
            Assert.Equal(20, refused);
            _disk.Empty();
            await ResumeAsync(stored, agent);
            await PutAsync(stored, 40);
            await agent.StopAsync();
        }
        await RequireAllAsync(type, stored);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("jdbc")]
    public async Task A_disk_that_is_pulled_out_refuses_events_and_what_was_acknowledged_is_there_when_it_is_back(string type)
    {
        var stored = new List<string>();
        await using (var agent = await AgentProcess.RunAsync(_directory, Configuration(type)))
        {
            await PutAsync(stored, 40);
            _disk.Break();
            for (var i = 0; i < 20; i++)
                Assert.False(await PutAsync(stored, 1), "An event was acknowledged on a disk that takes none.");
            Assert.True(await LineClient.CanConnectAsync(_port));
        }
        _disk.Replace();
        await RequireAllAsync(type, stored);
    }

    [Fact]
    public async Task A_channel_that_cannot_start_on_a_read_only_disk_starts_when_it_is_writable()
    {
        var stored = new List<string>();
        await using (var agent = await AgentProcess.RunAsync(_directory, Configuration("file")))
        {
            await PutAsync(stored, 5);
            await agent.StopAsync();
        }
        _disk.Remount("ro");
        await using (var agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "-f", _directory.PathOf("flume.conf")]))
        {
            await agent.WhenLoggedAsync("Read-only file system");
            await agent.WhenLoggedAsync("Listening on");
            Assert.False(await PutAsync(stored, 1));
            _disk.Remount("rw");
            await ResumeAsync(stored, agent);
            await agent.StopAsync();
        }
        await RequireAllAsync("file", stored);
    }

    // Events of 50 KB, numbered; true if all were acknowledged.
    private async Task<bool> PutAsync(List<string> stored, int count)
    {
        var isStored = true;
        for (var i = 0; i < count; i++)
        {
            var line = $"{stored.Count} {Guid.NewGuid():N} {new string('x', 50_000)}";
            var answer = await LineClient.AskAsync(_port, line + "\n");
            if (answer == "OK\n")
                stored.Add(line);
            else
                isStored = false;
        }
        return isStored;
    }

    private async Task ResumeAsync(List<string> stored, AgentProcess agent)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await PutAsync(stored, 1))
            Assert.True(Stopwatch.GetElapsedTime(since) < ResumesWithin, $"Events are refused still.\n{agent.LogText}");
    }

    // Takes everything out, into files elsewhere: exactly what was acknowledged, in its order.
    private async Task RequireAllAsync(string type, List<string> stored)
    {
        _directory.Make("out");
        var drain = Configuration(type).Replace("a1.sinks =\n", "", StringComparison.Ordinal) + $"""
            a1.sinks = k1
            a1.sinks.k1.type = file_roll
            a1.sinks.k1.sink.directory = {_directory.PathOf("out")}
            a1.sinks.k1.sink.rollInterval = 0
            a1.sinks.k1.channel = c1

            """;
        await using var agent = await AgentProcess.RunAsync(_directory, drain);
        await Eventually.TrueAsync(() => _directory.Lines("out/").Count >= stored.Count, () => $"{_directory.Lines("out/").Count} of {stored.Count} came.");
        await agent.StopAsync();
        var came = _directory.Lines("out/");
        // What was refused and is there all the same was refused because nobody knew: it is never between two others twice.
        Assert.Equal(stored, came.Where(stored.ToHashSet().Contains));
        Assert.Equal(stored.Count, came.Count);
    }

    private string Configuration(string type) => Configurations.NetcatToNothing(_port, "a1.sources.r1.max-line-length = 100000\n" + (type == "file" ? $"""
        a1.channels.c1.type = file
        a1.channels.c1.checkpointDir = {_disk.Root}/checkpoint
        a1.channels.c1.dataDirs = {_disk.Root}/data
        a1.channels.c1.maxFileSize = 4000000
        a1.channels.c1.minimumRequiredSpace = 0
        """ : $"""
        a1.channels.c1.type = jdbc
        a1.channels.c1.driver.url = jdbc:sqlite:{_disk.Root}/c1.sqlite
        """));
}
