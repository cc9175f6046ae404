using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tests.Tailing;

/// <summary>Files that are copied and cut off by hand, while the source runs; and files that only look like copies.</summary>
public sealed class CutOffTests
{
    private static readonly string[] OneToFour = ["1", "2", "3", "4"];

    public static TheoryData<string> Patterns => ["app\\.log", "app\\.log.*"];

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task A_copy_that_is_made_before_the_file_is_cut_off_brings_what_was_not_read_and_nothing_twice(string pattern)
    {
        await using var tail = new TailRun(pattern);
        tail.Append("app.log", "1\n2\n");
        await tail.StartAsync();
        await tail.TextsAsync(2);

        // The source is held in a put, so that it cannot read what comes before the cut.
        tail.Channels.Hold();
        tail.Append("app.log", "3\n");
        await Eventually.TrueAsync(() => tail.Channels.Puts == 2, "the source puts");
        tail.Append("app.log", "4\n");
        File.Copy(tail.PathOf("app.log"), tail.PathOf("app.log.1"));
        using (var cut = File.OpenWrite(tail.PathOf("app.log")))
            cut.SetLength(0);
        tail.Append("app.log", "5\n");
        tail.Channels.Release();

        await tail.TextsAsync(5);
        for (var i = 0; i < 4; i++)
            tail.LookAtAll();
        Assert.Equal(["1", "2", "3", "4", "5"], (await tail.UntilAsync("app.log", "end")).Order());
        Assert.Equal(0, tail.Lost);
    }

    [Fact]
    public async Task A_copy_that_is_found_before_it_has_its_bytes_is_known_for_one()
    {
        await using var tail = new TailRun("app\\.log.*");
        tail.Append("app.log", "1\n2\n");
        await tail.StartAsync();
        await tail.TextsAsync(2);

        tail.Append("app.log.1", "");
        tail.Append("app.log", "3\n");
        await tail.TextsAsync(3);
        tail.Append("app.log.1", "1\n2\n3\n");
        using (var cut = File.OpenWrite(tail.PathOf("app.log")))
            cut.SetLength(0);
        tail.Append("app.log", "4\n");

        await tail.TextsAsync(4);
        for (var i = 0; i < 4; i++)
            tail.LookAtAll();
        Assert.Equal(OneToFour, (await tail.UntilAsync("app.log", "end")).Order());
        Assert.Equal(0, tail.Lost);
    }

    [Fact]
    public async Task What_a_cut_destroys_before_it_was_read_is_counted_and_told()
    {
        await using var tail = new TailRun();
        tail.Append("app.log", "1\n2\n3\n4\n");
        tail.Channels.Observe = _ =>
        {
            using var cut = File.OpenWrite(tail.PathOf("app.log"));
            cut.SetLength(0);
        };
        await tail.StartAsync(tail.Options(batchSize: 3));
        await tail.TextsAsync(3);
        tail.Channels.Observe = null;
        tail.LookAtAll();
        await Eventually.TrueAsync(() => tail.Lost > 0, "the loss is counted");

        Assert.Equal(2, tail.Lost);
        Assert.Equal(
            $"{tail.PathOf("app.log")} was cut off before its last 2 bytes were read, and no copy of it has them: they are lost.",
            Assert.Single(tail.Context.Logged.TextsOf(LogLevel.Warning)));
    }

    [Theory]
    [InlineData("(a|b)\\.log", true)]
    [InlineData("(a|b)\\.log.*", true)]
    [InlineData("(a|b)\\.log", false)]
    public async Task A_file_that_is_cut_off_before_anything_of_it_was_read_is_read_in_its_copy_or_counted(string pattern, bool isCopied)
    {
        await using var tail = new TailRun(pattern);
        tail.Append("a.log", "a\n");
        File.SetLastWriteTimeUtc(tail.PathOf("a.log"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        tail.Append("b.log", "1\n2\n");
        tail.Channels.Observe = _ =>
        {
            tail.Channels.Observe = null;
            if (isCopied)
                File.Copy(tail.PathOf("b.log"), tail.PathOf("b.log.1"));
            using var cut = File.OpenWrite(tail.PathOf("b.log"));
            cut.SetLength(0);
        };
        await tail.StartAsync();

        await tail.TextsAsync(isCopied ? 3 : 1);
        Assert.Equal(isCopied ? ["1", "2", "a"] : ["a"], (await tail.UntilAsync("b.log", "end")).Order());
        Assert.Equal(isCopied ? 0 : 4, tail.Lost);
    }

    [Fact]
    public async Task A_file_that_lies_seen_but_unread_and_is_cut_off_is_counted_whatever_it_holds_now()
    {
        await using var tail = new TailRun("(a|b)\\.log");
        tail.Append("a.log", "a\n");
        File.SetLastWriteTimeUtc(tail.PathOf("a.log"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        tail.Append("b.log", "1\n2\n");
        tail.Channels.Observe = _ =>
        {
            tail.Channels.Observe = null;
            File.WriteAllText(tail.PathOf("b.log"), "something else, and longer\n");
        };
        await tail.StartAsync();

        Assert.Equal(["a", "something else, and longer"], await tail.TextsAsync(2));
        Assert.Equal(4, tail.Lost);
    }

    [Fact]
    public async Task An_earlier_copy_is_not_taken_for_that_of_a_file_that_is_cut_off()
    {
        await using var tail = new TailRun();
        tail.Append("app.log.1", "time,level\nold\n");
        File.SetLastWriteTimeUtc(tail.PathOf("app.log.1"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        tail.Append("app.log", "time,level\n");
        File.SetLastWriteTimeUtc(tail.PathOf("app.log"), DateTime.UtcNow.AddMinutes(1));
        await tail.StartAsync();
        await tail.TextsAsync(1);

        using (var cut = File.OpenWrite(tail.PathOf("app.log")))
            cut.SetLength(0);

        Assert.Equal(["time,level"], await tail.UntilAsync("app.log", "end"));
    }

    [Fact]
    public async Task A_file_that_shrinks_goes_on_and_what_was_not_read_of_it_is_counted()
    {
        await using var tail = new TailRun();
        var line = new string('1', 2000);
        tail.Append("app.log", line + "\nunfinished");
        await tail.StartAsync();
        await tail.TextsAsync(1);
        tail.LookAtAll();

        using (var cut = File.OpenWrite(tail.PathOf("app.log")))
            cut.SetLength(2001);
        await Eventually.TrueAsync(() => tail.Lost > 0, "the loss is counted");

        Assert.Equal([line], await tail.UntilAsync("app.log", "end"));
        Assert.Equal(10, tail.Lost);
    }

    [Fact]
    public async Task A_file_that_begins_like_a_quiet_one_is_read_as_soon_as_it_goes_on_otherwise()
    {
        await using var tail = new TailRun("app\\.log.*");
        tail.Append("app.log", "time,level\n1,info\n2,info\n3,info\n");
        await tail.StartAsync();
        await tail.TextsAsync(4);

        tail.Append("app.log.2", "time,level\n1,info\n2,info\n3,info\n");
        await Eventually.TrueAsync(
            () => { tail.LookAtAll(1); return tail.Context.Logged.Lines.Any(line => line.Text.Contains("Opening file") && line.Text.Contains("app.log.2")); },
            "it is found");
        tail.Append("app.log.2", "4,info\n");

        Assert.Equal("4,info", (await tail.TextsAsync(9))[^1]);
    }

    [Fact]
    public async Task Two_files_that_begin_alike_are_both_read()
    {
        await using var tail = new TailRun("app\\.log.*");
        tail.Append("app.log", "same\n");
        await tail.StartAsync();
        await tail.TextsAsync(1);
        tail.Append("app.log.other", "same\nmore\n");

        Assert.Equal(["same", "same", "more"], await tail.LaterTextsAsync(3));
    }
}
