using FlumePlug.Files.Tailing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tests.Tailing;

public sealed class TaildirSourceTests : IAsyncDisposable
{
    private readonly TailRun _tail = new();

    public ValueTask DisposeAsync() => _tail.DisposeAsync();

    [Fact]
    public async Task What_is_there_and_what_is_appended_is_read_without_waiting_for_a_poll()
    {
        _tail.Append("app.log", "one\ntwo\r\n");
        await _tail.StartAsync();
        await _tail.TextsAsync(2);

        _tail.Append("app.log", "three\n\nfive\n");

        Assert.Equal(["one", "two", "three", "", "five"], await _tail.TextsAsync(5));
    }

    [Fact]
    public async Task Bodies_are_the_bytes_as_they_are()
    {
        File.WriteAllBytes(_tail.PathOf("app.log"), [0xFF, 0, 0xC3, (byte)'\r', (byte)'x', (byte)'\n']);
        await _tail.StartAsync();
        await _tail.TextsAsync(1);

        Assert.Equal([0xFF, 0, 0xC3, (byte)'\r', (byte)'x'], _tail.Channels.Events.All[0].Body.ToArray());
    }

    [Fact]
    public async Task A_file_that_appears_later_is_read_from_its_beginning_even_if_the_others_began_at_their_end()
    {
        await using var tail = new TailRun(".*");
        tail.Append("old", "skipped\n");
        await tail.StartAsync(tail.Options(skipToEnd: true));

        tail.Append("new", "new\n");
        await tail.TextsAsync(1);
        tail.Append("old", "after\n");

        Assert.Equal(["new", "after"], await tail.TextsAsync(2));
    }

    [Fact]
    public async Task A_line_without_an_end_waits_for_it()
    {
        _tail.Append("app.log", "one\nha");
        await _tail.StartAsync();
        await _tail.TextsAsync(1);

        _tail.LookAtAll();
        _tail.Append("app.log", "lf\n");

        Assert.Equal(["one", "half"], await _tail.TextsAsync(2));
    }

    [Fact]
    public async Task A_line_without_an_end_is_delivered_when_the_file_is_closed_for_idleness_and_the_file_goes_on_after()
    {
        _tail.Append("app.log", "one\nrest");
        await _tail.StartAsync();
        await _tail.TextsAsync(1);

        await _tail.LaterTextsAsync(2);
        _tail.Append("app.log", "more\n");

        Assert.Equal(["one", "rest", "more"], await _tail.TextsAsync(3));
    }

    [Fact]
    public async Task Headers_are_those_of_the_group_the_file_and_the_offset()
    {
        _tail.Append("app.log", "12345\n789\n");
        await _tail.StartAsync(_tail.Options(
            byteOffset: true, fileHeader: true, headers: new() { ["f1.h.1"] = "v", ["f1.b"] = "w", ["f2.h"] = "x" }));
        await _tail.TextsAsync(2);

        Assert.Equal(
            ["0 v w", "6 v w"],
            _tail.Channels.Events.All.Select(one => $"{one.Headers["byteoffset"]} {one.Headers["h.1"]} {one.Headers["b"]}"));
        Assert.All(_tail.Channels.Events.All, one => Assert.Equal(_tail.PathOf("app.log"), one.Headers["file"]));
        Assert.All(_tail.Channels.Events.All, one => Assert.Equal(4, one.Headers.Count));
    }

    [Fact]
    public async Task Several_groups_have_their_own_directories_and_patterns()
    {
        Directory.CreateDirectory(_tail.PathOf("x"));
        _tail.Append("x/a.txt", "a\n");
        _tail.Append("x/a.log", "not this\n");
        _tail.Append("b.log", "b\n");

        await _tail.StartAsync(_tail.Options(groups: new() { ["f1"] = $"{_tail.Logs}/x/.*txt", ["f2"] = $"{_tail.Logs}//b.*" }));

        Assert.Equal(["a", "b"], (await _tail.TextsAsync(2)).Order());
    }

    [Fact]
    public async Task After_so_many_batches_the_next_file_has_its_turn()
    {
        await using var tail = new TailRun(".*");
        tail.Append("a", "a1\na2\na3\na4\n");
        File.SetLastWriteTimeUtc(tail.PathOf("a"), DateTime.UtcNow.AddMinutes(-5));
        tail.Append("b", "b1\nb2\nb3\n");

        await tail.StartAsync(tail.Options(batchSize: 1, maxBatchCount: 2));

        Assert.Equal(["a1", "a2", "b1", "b2", "a3", "a4", "b3"], await tail.TextsAsync(7));
    }

    [Fact]
    public async Task A_refused_batch_is_put_again_as_it_was()
    {
        _tail.Append("app.log", "one\ntwo\n");
        var refuse = true;
        _tail.Channels.Observe = batch =>
        {
            batch.SetHeader("changed", "yes");
            if (refuse)
                _tail.Channels.RefuseNext();
            refuse = false;
        };
        await _tail.StartAsync();
        await _tail.Context.Clock.WhenWaiting().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        _tail.Context.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["one", "two"], await _tail.TextsAsync(2));
        Assert.Equal(
            "The channel is full or unexpected failure. The source will try again after 1000 ms The test has closed the channel.",
            Assert.Single(_tail.Context.Logged.TextsOf(LogLevel.Warning)));
    }

    [Fact]
    public async Task A_line_longer_than_the_limit_is_cut_so_that_one_without_an_end_needs_no_memory_for_ever()
    {
        _tail.Append("app.log", new string('x', 25));
        await _tail.StartAsync(_tail.Options(maxLineLength: 10));

        Assert.Equal([new('x', 10), new('x', 10)], await _tail.TextsAsync(2));
        _tail.Append("app.log", "\nend\n");

        Assert.Equal(["xxxxxxxxxx", "xxxxxxxxxx", "xxxxx", "end"], await _tail.TextsAsync(4));
    }

    [Fact]
    public async Task A_line_of_exactly_the_limit_is_followed_by_no_empty_one_whatever_its_end()
    {
        _tail.Append("app.log", "1234\n5678\r");
        await _tail.StartAsync(_tail.Options(maxLineLength: 4));
        await _tail.TextsAsync(1);
        _tail.Append("app.log", "\nend\n");

        Assert.Equal(["1234", "5678", "end"], await _tail.TextsAsync(3));
    }

    [Fact]
    public async Task Lines_longer_than_the_block_of_memory_arrive_whole()
    {
        var lines = Enumerable.Range(1, 5).Select(i => new string((char)('a' + i), i * 200_000)).ToArray();
        _tail.Append("app.log", string.Concat(lines.Select(line => line + "\n")));
        await _tail.StartAsync();

        Assert.Equal(lines, await _tail.TextsAsync(5));
    }

    [Fact]
    public async Task A_missing_directory_is_refused_at_the_start()
    {
        var refused = await Assert.ThrowsAsync<DirectoryNotFoundException>(
            () => _tail.StartAsync(_tail.Options(groups: new() { ["f1"] = "/no/such/app.log" })));

        Assert.Equal("Directory does not exist: /no/such", refused.Message);
    }

    [Fact]
    public void Groups_that_cannot_work_are_refused()
    {
        var options = new TaildirOptions { FileGroups = ["f1"], GroupPaths = new Dictionary<string, string> { ["f2"] = "/x/(" } };

        Assert.Equal(["filegroups", "filegroups.f2"], options.Check().Select(error => error.Option));
    }

    [Fact]
    public async Task Lines_that_belong_together_are_one_event_that_ends_with_the_next_one_or_after_a_while()
    {
        _tail.Append("app.log", "2026 a\n  at x\n  at y\n2026 b\n");
        await _tail.StartAsync(_tail.Options(start: "^\\d{4} "));
        Assert.Equal(["2026 a\n  at x\n  at y"], await _tail.TextsAsync(1));

        _tail.Append("app.log", "  at z\n");
        await Task.Yield();
        await Eventually.TrueAsync(
            () =>
            {
                _tail.Context.Clock.Advance(TimeSpan.FromMilliseconds(500));
                return _tail.Channels.Events.Texts.Count == 2;
            },
            "the last event is delivered");

        Assert.Equal("2026 b\n  at z", _tail.Channels.Events.Texts[1]);
    }

    [Fact]
    public async Task A_name_that_is_not_utf8_is_told_once()
    {
        await using var tail = new TailRun(".*\\.log");
        Assert.Equal(0, await Command.RunAsync("sh", "-c", $"printf 'x\\n' > \"$(printf '{tail.Logs}/bad\\377.log')\""));
        tail.Append("good.log", "1\n");

        await tail.StartAsync();
        tail.LookAtAll(60);
        await tail.TextsAsync(1);
        Assert.Equal(["1"], await tail.UntilAsync("later.log", "end"));
        tail.LookAtAll(60);
        await tail.UntilAsync("later.log", "end again");

        Assert.Equal(
            $"{tail.PathOf("bad\uFFFD.log")} is not read: its name is not valid UTF-8. Rename it.",
            Assert.Single(tail.Context.Logged.TextsOf(LogLevel.Warning)));
        Assert.Equal(0, await Command.RunAsync("sh", "-c", $"rm '{tail.Logs}'/bad*"));
    }
}
