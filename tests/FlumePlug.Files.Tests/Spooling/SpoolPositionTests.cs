using System.Text;
using FlumePlug.Files.Spooling;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tests.Spooling;

/// <summary>The position in a half-read file, in Flume's format.</summary>
public sealed class SpoolPositionTests : IAsyncDisposable
{
    private readonly SpoolDirectoryRun _spool = new();

    public ValueTask DisposeAsync() => _spool.DisposeAsync();

    [Fact]
    public async Task A_run_that_was_stopped_half_way_is_gone_on_with()
    {
        _spool.Drop("a", "1\n2\n3\n4\n5\n");
        await ReadTwoAsync();
        Assert.True(File.Exists(_spool.Meta));

        await _spool.StartAsync(channels: new());

        Assert.Equal(["3", "4", "5"], await _spool.TextsAsync(3));
    }

    [Fact]
    public async Task A_file_that_was_read_but_not_renamed_brings_nothing_again()
    {
        var path = _spool.Drop("a", "1\n2\n3\n");
        await ReadTwoAsync();
        _spool.Drop("a", "1\n2\n");

        await _spool.StartAsync(channels: new());
        await _spool.SleepsAsync();

        Assert.Empty(_spool.Channels.Events.Texts);
        Assert.True(File.Exists(path + ".COMPLETED"));
    }

    [Fact]
    public async Task A_position_in_another_file_is_forgotten()
    {
        _spool.Drop("a", "1\n2\n3\n");
        await ReadTwoAsync();
        File.Delete(_spool.PathOf("a"));
        _spool.Drop("b", "1\n2\n3\n");

        await _spool.StartAsync(channels: new());

        Assert.Equal(["1", "2", "3"], await _spool.TextsAsync(3));
    }

    [Fact]
    public async Task A_position_file_that_is_empty_is_removed_and_one_that_is_none_is_reported()
    {
        Directory.CreateDirectory(_spool.PathOf(".flumespool"));
        File.WriteAllText(_spool.Meta, "");
        await _spool.StartAsync();
        await _spool.SleepsAsync();
        Assert.False(File.Exists(_spool.Meta));

        File.WriteAllText(_spool.Meta, "no Avro");
        _spool.Drop("a", "x");
        _spool.Context.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["x"], await _spool.TextsAsync(1));
        Assert.Contains("cannot be read", Assert.Single(_spool.Context.Logged.TextsOf(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_torn_last_record_is_left_out()
    {
        _spool.Drop("a", "1\n2\n3\n4\n5\n");
        await ReadTwoAsync();
        using (var meta = File.OpenWrite(_spool.Meta))
        {
            meta.Seek(0, SeekOrigin.End);
            meta.Write([2, 2, 40, 1, 2, 3]);
        }

        await _spool.StartAsync(channels: new());

        Assert.Equal(["3", "4", "5"], await _spool.TextsAsync(3));
    }

    [Fact]
    public async Task The_position_file_is_an_avro_container_that_names_the_file()
    {
        var path = _spool.Drop("a", "1\n2\n3\n");
        await ReadTwoAsync();

        var bytes = File.ReadAllBytes(_spool.Meta);
        var text = Encoding.Latin1.GetString(bytes);
        Assert.StartsWith("Obj\u0001", text, StringComparison.Ordinal);
        Assert.Contains("TransferStateFileMeta", text, StringComparison.Ordinal);
        Assert.Contains(path, text, StringComparison.Ordinal);
        // One record of one byte, offset 4 in zigzag, then the sync marker.
        Assert.Equal([2, 2, 8], bytes[^19..^16]);
    }

    // Two lines are stored, and the source is stopped while it puts the rest.
    private async Task ReadTwoAsync()
    {
        var puts = 0;
        _spool.Channels.Observe = batch =>
        {
            if (Interlocked.Increment(ref puts) == 2)
                _spool.Channels.Hold();
        };
        await _spool.StartAsync(_spool.Options(batchSize: 2));
        await _spool.TextsAsync(2);
        while (puts < 2)
            await _spool.Channels.WhenPutAsync(TestContext.Current.CancellationToken);
        await _spool.StopAsync();
        _spool.Channels.Release();
    }
}
