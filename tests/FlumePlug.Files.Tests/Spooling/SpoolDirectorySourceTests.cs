using FlumePlug.Files.Spooling;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tests.Spooling;

public sealed class SpoolDirectorySourceTests : IAsyncDisposable
{
    private readonly SpoolDirectoryRun _spool = new();

    public ValueTask DisposeAsync() => _spool.DisposeAsync();

    [Fact]
    public async Task Lines_of_a_file_are_events_and_the_file_is_renamed()
    {
        _spool.Drop("a.log", "one\ntwo\r\n\nlast");

        await _spool.StartAsync();
        await _spool.SleepsAsync();

        Assert.Equal(["one", "two\r", "", "last"], _spool.Channels.Events.Texts);
        Assert.Equal(["a.log.COMPLETED"], _spool.Names());
    }

    [Fact]
    public async Task A_file_that_comes_later_is_read_after_the_poll_delay()
    {
        await _spool.StartAsync();
        await _spool.SleepsAsync();

        _spool.Drop("late.log", "late\n");
        _spool.Context.Clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Empty(_spool.Channels.Events.Texts);
        _spool.Context.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(["late"], await _spool.TextsAsync(1));
    }

    [Theory]
    [InlineData(ConsumeOrder.Oldest, "old,a,b,new")]
    [InlineData(ConsumeOrder.Youngest, "new,a,b,old")]
    public async Task Files_are_read_by_age_and_then_by_name(ConsumeOrder order, string expected)
    {
        _spool.Drop("1", "new", age: 0);
        _spool.Drop("2", "b", age: 5);
        _spool.Drop("11", "a", age: 5);
        _spool.Drop("3", "old", age: 9);

        await _spool.StartAsync(_spool.Options(order: order));

        Assert.Equal(expected.Split(','), await _spool.TextsAsync(4));
    }

    [Fact]
    public async Task In_random_order_every_file_is_read()
    {
        for (var i = 0; i < 20; i++)
            _spool.Drop($"f{i}", $"line {i}");

        await _spool.StartAsync(_spool.Options(order: ConsumeOrder.Random));

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"line {i}").Order(), (await _spool.TextsAsync(20)).Order());
    }

    [Fact]
    public async Task Names_decide_what_is_read()
    {
        foreach (var name in new[] { "a.log", "a.txt", "ignored.log", ".hidden.log", "done.log.COMPLETED", "xa.logx" })
            _spool.Drop(name, name);

        await _spool.StartAsync(_spool.Options(include: ".*\\.log", ignore: "ign.*"));
        await _spool.SleepsAsync();

        Assert.Equal(["a.log"], _spool.Channels.Events.Texts);
    }

    [Fact]
    public async Task Directories_below_are_read_when_asked_for_but_not_hidden_ignored_or_linked_ones()
    {
        _spool.Drop("top", "top", age: 9);
        _spool.Drop("sub/deep/below", "below", age: 8);
        _spool.Drop(".hidden/x", "hidden");
        _spool.Drop("skip/x", "ignored");
        Directory.CreateSymbolicLink(_spool.PathOf("link"), _spool.PathOf(".hidden"));

        await _spool.StartAsync(_spool.Options(recursive: true, ignore: "skip"));
        await _spool.SleepsAsync();

        Assert.Equal(["top", "below"], _spool.Channels.Events.Texts);
    }

    [Fact]
    public async Task Without_recursion_directories_below_are_left_alone()
    {
        _spool.Drop("sub/x", "below");
        _spool.Drop("top", "top");

        await _spool.StartAsync();
        await _spool.SleepsAsync();

        Assert.Equal(["top"], _spool.Channels.Events.Texts);
    }

    [Fact]
    public async Task Headers_tell_path_and_name()
    {
        var path = _spool.Drop("a.log", "x");

        await _spool.StartAsync(_spool.Options(headers: true));
        await _spool.TextsAsync(1);

        Assert.Equal($"{{file={path}, basename=a.log}}", _spool.Channels.Events.All[0].Headers.ToString());
    }

    [Fact]
    public async Task Completed_files_are_deleted_when_asked_for()
    {
        _spool.Drop("a.log", "x");

        await _spool.StartAsync(_spool.Options(delete: DeletePolicy.Immediate));
        await _spool.SleepsAsync();

        Assert.Empty(_spool.Names());
    }

    [Fact]
    public async Task A_marker_in_the_tracker_directory_leaves_the_file_as_it_is_and_is_honoured_by_the_next_run()
    {
        _spool.Drop("sub/a.log", "x");
        await _spool.StartAsync(_spool.Options(tracking: TrackingPolicy.Tracker_Dir, recursive: true, trackerDir: ".done"));
        await _spool.SleepsAsync();
        await _spool.StopAsync();
        Assert.Equal([".done/.flumespool-main.meta", ".done/sub/a.log.COMPLETED", "sub/a.log"], _spool.Names());

        _spool.Drop("b.log", "y");
        await _spool.StartAsync(_spool.Options(tracking: TrackingPolicy.Tracker_Dir, recursive: true, trackerDir: ".done"));
        await _spool.TextsAsync(2);

        Assert.Equal(["x", "y"], _spool.Channels.Events.Texts);
    }

    [Theory]
    [InlineData(ConsumeOrder.Oldest)]
    [InlineData(ConsumeOrder.Random)]
    public async Task An_empty_file_is_one_empty_event(ConsumeOrder order)
    {
        _spool.Drop("a", "", age: 2);
        _spool.Drop("b", "", age: 1);

        await _spool.StartAsync(_spool.Options(order: order));
        await _spool.SleepsAsync();

        Assert.Equal(["", ""], _spool.Channels.Events.Texts);
        Assert.Equal(["a.COMPLETED", "b.COMPLETED"], _spool.Names());
    }

    [Fact]
    public async Task Batches_end_with_their_file()
    {
        var sizes = new List<int>();
        _spool.Channels.Observe = batch => sizes.Add(batch.Count);
        _spool.Drop("a", "1\n2\n3\n4\n5\n", age: 2);
        _spool.Drop("b", "6\n7", age: 1);

        await _spool.StartAsync(_spool.Options(batchSize: 2));
        await _spool.SleepsAsync();

        Assert.Equal([2, 2, 1, 2], sizes);
    }

    [Fact]
    public async Task A_refused_batch_is_put_again_after_a_wait_that_grows()
    {
        _spool.Drop("a", "1\n2\n3");
        _spool.Channels.RefuseNext();
        _spool.Channels.RefuseNext(new ChannelException("broken"));

        await _spool.StartAsync(_spool.Options(batchSize: 2));
        await _spool.SleepsAsync();
        _spool.Context.Clock.Advance(TimeSpan.FromMilliseconds(250));
        await _spool.SleepsAsync();
        _spool.Context.Clock.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal(2, _spool.Channels.Puts);
        _spool.Context.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(["1", "2", "3"], await _spool.TextsAsync(3));
        Assert.Equal(
            [
                "The channel is full, and cannot write data now. The source will try again after 250 milliseconds The test has closed the channel.",
                "The channel threw an exception, and cannot write data now. The source will try again after 500 milliseconds broken",
            ],
            _spool.Context.Logged.TextsOf(LogLevel.Warning));
    }

    [Fact]
    public async Task The_old_name_of_the_longest_line_is_known()
    {
        _spool.Drop("a", "abcdef\n");

        await _spool.StartAsync(_spool.Options(bufferMaxLineLength: 4));

        Assert.Equal(["abcd", "ef"], await _spool.TextsAsync(2));
    }

    [Fact]
    public async Task A_blob_is_the_whole_file_and_a_longer_one_goes_on_in_further_events()
    {
        var bytes = new byte[700_000];
        new Random(1).NextBytes(bytes);
        _spool.Drop("a", bytes);

        await _spool.StartAsync(_spool.Options(deserializer: "BLOB", settings: [("maxBlobLength", "400000")]));
        await _spool.SleepsAsync();

        Assert.Equal([400_000, 300_000], _spool.Channels.Events.All.Select(one => one.Body.Length));
        Assert.Equal(bytes, _spool.Channels.Events.All.SelectMany(one => one.Body.ToArray()));
    }

    [Fact]
    public async Task Lines_that_belong_together_are_one_event()
    {
        _spool.Drop("a", "2026 one\n  at a\n  at b\n2026 two\n");

        await _spool.StartAsync(_spool.Options(deserializer: "MULTILINE", settings: [("startPattern", "^2026")]));

        Assert.Equal(["2026 one\n  at a\n  at b", "2026 two"], await _spool.TextsAsync(2));
    }

    [Fact]
    public async Task A_name_that_is_not_utf8_is_told_once_and_keeps_no_other_file_from_being_read()
    {
        Assert.Equal(0, await Command.RunAsync("sh", "-c", $"printf 'x\\n' > \"$(printf '{_spool.Directory}/bad\\377.log')\""));
        _spool.Drop("good.log", "1\n");

        await _spool.StartAsync();
        Assert.Equal(["1"], await _spool.TextsAsync(1));
        _spool.Context.Clock.Advance(TimeSpan.FromMinutes(1));
        _spool.Drop("later.log", "2\n");
        await Eventually.TrueAsync(
            () =>
            {
                _spool.Context.Clock.Advance(TimeSpan.FromSeconds(1));
                return _spool.Channels.Events.Texts.Count == 2;
            },
            "the later file is read");

        Assert.Equal(
            $"{_spool.PathOf("bad\uFFFD.log")} is not read: its name is not valid UTF-8. Rename it.",
            Assert.Single(_spool.Context.Logged.TextsOf(LogLevel.Warning)));
        Assert.Equal(0, await Command.RunAsync("sh", "-c", $"rm '{_spool.Directory}'/bad*"));
    }
}
