using FlumePlug.Files.Spooling;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tests.Spooling;

/// <summary>What breaks the rules of a spool directory stops the source, and says why.</summary>
public sealed class SpoolRulesTests : IAsyncDisposable
{
    private readonly SpoolDirectoryRun _spool = new();

    public ValueTask DisposeAsync() => _spool.DisposeAsync();

    [Fact]
    public async Task A_file_that_is_changed_while_it_is_read_stops_the_source()
    {
        var path = _spool.Drop("a", "1\n2\n");
        _spool.Channels.Observe = _ => File.AppendAllText(path, "3\n");

        await StopsAsync($"File has been modified since being read: {path}", CounterNames.EventReadFail);

        Assert.Equal(["1", "2"], _spool.Channels.Events.Texts);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public async Task A_file_that_becomes_shorter_with_its_old_time_stops_the_source()
    {
        var path = _spool.Drop("a", "1\n2\n3\n");
        var time = File.GetLastWriteTimeUtc(path);
        _spool.Channels.Observe = _ =>
        {
            using (var file = File.OpenWrite(path))
                file.SetLength(4);
            File.SetLastWriteTimeUtc(path, time);
        };

        await StopsAsync($"File has changed size since being read: {path}", CounterNames.EventReadFail);
    }

    [Fact]
    public async Task A_file_that_disappears_while_it_is_read_stops_the_source()
    {
        var path = _spool.Drop("a", "1\n");
        _spool.Channels.Observe = _ => File.Delete(path);

        await StopsAsync($"File has been modified since being read: {path}", CounterNames.EventReadFail);
    }

    [Fact]
    public async Task A_name_that_was_used_before_stops_the_source()
    {
        var path = _spool.Drop("a", "new");
        _spool.Drop("a.COMPLETED", "old");

        await StopsAsync(
            $"File name has been re-used with different files. Spooling assumptions violated for {path}.COMPLETED",
            CounterNames.EventReadFail);

        Assert.Equal("old", File.ReadAllText(path + ".COMPLETED"));
    }

    [Theory]
    [InlineData("missing", "Directory does not exist: ")]
    [InlineData("file", "Path is not a directory: ")]
    public async Task A_directory_that_is_none_is_refused_at_the_start(string name, string message)
    {
        _spool.Drop("file", "x");
        var options = new SpoolDirectoryOptions { SpoolDir = _spool.PathOf(name), TrackerDir = ".flumespool", FileSuffix = ".COMPLETED" };

        var refused = await Assert.ThrowsAsync<IOException>(() => _spool.StartAsync(options));

        Assert.Equal(message + _spool.PathOf(name), refused.Message);
    }

    [Fact]
    public async Task A_tracker_directory_whose_parent_is_missing_is_refused_at_the_start()
    {
        var refused = await Assert.ThrowsAsync<IOException>(() => _spool.StartAsync(_spool.Options(trackerDir: "no/such")));

        Assert.Equal($"Unable to mkdir nonexistent meta directory {_spool.PathOf("no/such")}", refused.Message);
    }

    [Fact]
    public void A_suffix_that_is_empty_is_refused()
    {
        Assert.Equal("fileSuffix", Assert.Single(new SpoolDirectoryOptions { FileSuffix = "" }.Check()).Option);
    }

    [Fact]
    public async Task What_is_no_regular_file_is_not_read()
    {
        Assert.Equal(0, await Command.RunAsync("mkfifo", _spool.PathOf("fifo")));
        Directory.CreateSymbolicLink(_spool.PathOf("link"), "/");
        File.CreateSymbolicLink(_spool.PathOf("dangling"), "/no/such/file");
        _spool.Drop("a", "x");

        await _spool.StartAsync();
        await _spool.SleepsAsync();

        Assert.Equal(["x"], _spool.Channels.Events.Texts);
    }

    private async Task StopsAsync(string reason, string counter)
    {
        await _spool.StartAsync();
        await Eventually.TrueAsync(() => _spool.Context.Logged.TextsOf(LogLevel.Error).Count > 0, "the source stops");
        _spool.Drop("later", "never read");
        _spool.Context.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(
            $"FATAL: Spool Directory source r1: {{ spoolDir: {_spool.Directory} }}: Uncaught exception in SpoolDirectorySource thread. "
            + $"Restart or reconfigure Flume to continue processing. {reason}",
            Assert.Single(_spool.Context.Logged.TextsOf(LogLevel.Error)));
        Assert.Equal(1, _spool.Context.Counters[counter].Value);
        Assert.DoesNotContain("never read", _spool.Channels.Events.Texts);
    }
}
