using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tests.Tailing;

/// <summary>Files that are moved, replaced and cut off by hand, while the source runs.</summary>
public sealed class RotationTests
{
    private static readonly string[] OneToFour = ["1", "2", "3", "4"];

    /// <summary>The new log only, the rotated ones too, and everything.</summary>
    public static TheoryData<string> Patterns => ["app\\.log", "app\\.log.*"];

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task A_renamed_file_is_read_to_its_end_and_the_new_one_from_its_beginning(string pattern)
    {
        await using var tail = new TailRun(pattern);
        tail.Append("app.log", "1\n");
        await tail.StartAsync();
        await tail.TextsAsync(1);

        tail.Append("app.log", "2\n");
        File.Move(tail.PathOf("app.log"), tail.PathOf("app.log.1"));
        tail.Append("app.log.1", "3\n");
        tail.Append("app.log", "4\n");
        await tail.TextsAsync(4);
        tail.LookAtAll();

        Assert.Equal(OneToFour, (await tail.UntilAsync("app.log", "end")).Order());
        Assert.Equal(0, tail.Lost);
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task A_file_that_is_deleted_and_made_anew_loses_nothing(string pattern)
    {
        await using var tail = new TailRun(pattern);
        tail.Append("app.log", "1\n");
        await tail.StartAsync();
        await tail.TextsAsync(1);

        using (var writer = File.AppendText(tail.PathOf("app.log")))
        {
            File.Delete(tail.PathOf("app.log"));
            tail.Append("app.log", "3\n");
            writer.Write("2\n");
        }
        tail.LookAtAll();
        await tail.TextsAsync(3);

        Assert.Equal(["1", "2", "3"], (await tail.UntilAsync("app.log", "end")).Order());
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task A_file_that_is_cut_off_is_read_from_its_beginning_again(string pattern)
    {
        await using var tail = new TailRun(pattern);
        tail.Append("app.log", "first one\nsecond one\n");
        await tail.StartAsync();
        await tail.TextsAsync(2);

        File.WriteAllText(tail.PathOf("app.log"), "3\n");
        await tail.TextsAsync(3);

        Assert.Equal(["first one", "second one", "3"], await tail.UntilAsync("app.log", "end"));
        Assert.Equal(0, tail.Lost);
    }

    [Fact]
    public async Task A_file_that_is_cut_off_and_grows_beyond_the_old_size_at_once_is_known_by_its_beginning()
    {
        await using var tail = new TailRun();
        tail.Append("app.log", "1\n2\n");
        await tail.StartAsync();
        await tail.TextsAsync(2);

        File.WriteAllText(tail.PathOf("app.log"), "a longer line\nand another one\n");

        await tail.TextsAsync(4);
        Assert.Equal(["1", "2", "a longer line", "and another one"], await tail.UntilAsync("app.log", "end"));
    }

    [Fact]
    public async Task A_file_that_is_replaced_by_a_shorter_one_is_read_from_its_beginning()
    {
        await using var tail = new TailRun();
        tail.Append("app.log", "a long line\nanother long line\n");
        await tail.StartAsync();
        await tail.TextsAsync(2);

        tail.Append("next", "short\n");
        File.Move(tail.PathOf("next"), tail.PathOf("app.log"), overwrite: true);

        await tail.TextsAsync(3);
        Assert.Equal(["a long line", "another long line", "short"], await tail.UntilAsync("app.log", "end"));
    }

    [Fact]
    public async Task A_link_that_is_switched_goes_to_the_new_file_and_the_old_one_is_read_to_its_end()
    {
        await using var tail = new TailRun("current");
        var elsewhere = Directory.CreateDirectory(Path.Combine(tail.Context.ConfigurationDirectory, "elsewhere")).FullName;
        File.WriteAllText(Path.Combine(elsewhere, "one"), "1\n");
        File.CreateSymbolicLink(tail.PathOf("current"), Path.Combine(elsewhere, "one"));
        await tail.StartAsync();
        await tail.TextsAsync(1);
        File.AppendAllText(Path.Combine(elsewhere, "one"), "2\n");
        await tail.TextsAsync(2);

        File.WriteAllText(Path.Combine(elsewhere, "two"), "4\n");
        File.CreateSymbolicLink(tail.PathOf("switching"), Path.Combine(elsewhere, "two"));
        File.Move(tail.PathOf("switching"), tail.PathOf("current"), overwrite: true);
        File.AppendAllText(Path.Combine(elsewhere, "one"), "3\n");
        tail.LookAtAll();

        await tail.TextsAsync(4);
        Assert.Equal(OneToFour, (await tail.UntilAsync("current", "end")).Order());
    }

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

    [Fact]
    public async Task A_file_that_is_moved_out_of_the_directory_as_soon_as_it_is_found_is_read()
    {
        var time = new InterruptedTime();
        await using var tail = new TailRun(time: time);
        tail.Append("app.log", "1\n");
        time.Interrupt = () => File.Move(tail.PathOf("app.log"), Path.Combine(tail.Context.ConfigurationDirectory, "away"));

        await tail.StartAsync();

        Assert.Equal(["1"], await tail.TextsAsync(1));
        Assert.Equal(0, tail.Lost);
    }

    [Fact]
    public async Task A_hard_link_is_the_same_file()
    {
        await using var tail = new TailRun("app\\.log.*");
        tail.Append("app.log", "1\n");
        Assert.Equal(0, await Command.RunAsync("ln", tail.PathOf("app.log"), tail.PathOf("app.log.link")));
        await tail.StartAsync();
        await tail.TextsAsync(1);
        tail.LookAtAll();

        Assert.Equal(["1"], await tail.UntilAsync("app.log", "end"));
    }

    [Fact]
    public async Task A_partial_last_line_of_a_file_that_is_moved_away_is_completed_or_delivered_in_the_end()
    {
        await using var tail = new TailRun();
        tail.Append("app.log", "1\npart");
        await tail.StartAsync();
        await tail.TextsAsync(1);

        File.Move(tail.PathOf("app.log"), tail.PathOf("app.log.1"));
        tail.Append("app.log", "2\n");
        await tail.TextsAsync(2);
        Assert.Equal(["1", "2", "part"], await tail.LaterTextsAsync(3));
    }

    // A file is stamped when it is found.
    private sealed class InterruptedTime : TimeProvider
    {
        private Action? _interrupt;

        public Action Interrupt
        {
            set => _interrupt = value;
        }

        public override long GetTimestamp()
        {
            Interlocked.Exchange(ref _interrupt, null)?.Invoke();
            return base.GetTimestamp();
        }
    }
}
