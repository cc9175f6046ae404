namespace FlumePlug.Files.Tests.Tailing;

/// <summary>Files that are moved, replaced and written anew by hand, while the source runs.</summary>
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
