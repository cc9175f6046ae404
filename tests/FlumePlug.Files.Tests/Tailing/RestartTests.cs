using System.Globalization;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tests.Tailing;

/// <summary>Positions, and what happens to files while no source runs.</summary>
public sealed class RestartTests
{
    public static TheoryData<string> Patterns => ["app\\.log", "app\\.log.*"];

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task A_stopped_source_goes_on_where_it_was(string pattern)
    {
        await using var tail = new TailRun(pattern);
        await ReadFirstAsync(tail);

        tail.Append("app.log", "3\n");
        await tail.StartAsync();

        Assert.Equal(["3"], await tail.UntilAsync("app.log", "end"));
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task A_file_that_was_renamed_meanwhile_is_read_to_its_end(string pattern)
    {
        await using var tail = new TailRun(pattern);
        await ReadFirstAsync(tail);

        tail.Append("app.log", "3\n");
        File.Move(tail.PathOf("app.log"), tail.PathOf("app.log.1"));
        tail.Append("app.log", "4\n");
        await tail.StartAsync();
        await tail.TextsAsync(2);

        Assert.Equal(["3", "4"], (await tail.UntilAsync("app.log", "end")).Order());
    }

    [Fact]
    public async Task A_file_that_was_on_its_way_to_another_name_at_the_stop_is_not_read_again()
    {
        await using var tail = new TailRun("app\\.log.*");
        tail.Append("app.log", "1\n2\n");
        await tail.StartAsync();
        await tail.TextsAsync(2);
        File.Move(tail.PathOf("app.log"), tail.PathOf("on its way"));
        tail.Append("app.log", "3\n");
        await tail.TextsAsync(3);
        await tail.StopAsync();

        File.Move(tail.PathOf("on its way"), tail.PathOf("app.log.1"));
        await tail.StartAsync();

        Assert.Empty(await tail.UntilAsync("app.log", "end"));
    }

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task A_file_that_was_copied_and_cut_off_meanwhile_is_read_to_its_end_in_the_copy(string pattern)
    {
        await using var tail = new TailRun(pattern);
        await ReadFirstAsync(tail);

        tail.Append("app.log", "3\n");
        File.Copy(tail.PathOf("app.log"), tail.PathOf("app.log.1"));
        File.WriteAllText(tail.PathOf("app.log"), "4\n");
        await tail.StartAsync();
        await tail.TextsAsync(2);
        for (var i = 0; i < 4; i++)
            tail.LookAtAll();

        Assert.Equal(["3", "4"], (await tail.UntilAsync("app.log", "end")).Order());
    }

    [Fact]
    public async Task A_copy_made_meanwhile_of_a_file_that_grew_longer_than_it_since_is_no_loss()
    {
        await using var tail = new TailRun();
        await ReadFirstAsync(tail);

        tail.Append("app.log", "3\n");
        File.Copy(tail.PathOf("app.log"), tail.PathOf("app.log.1"));
        File.WriteAllText(tail.PathOf("app.log"), "longer than all that was there before\n");
        await tail.StartAsync();
        await tail.TextsAsync(2);

        Assert.Equal(["3", "longer than all that was there before"], (await tail.UntilAsync("app.log", "end")).Order());
        Assert.Equal(0, tail.Lost);
        Assert.Empty(tail.Context.Logged.TextsOf(LogLevel.Warning));
    }

    [Fact]
    public async Task An_inode_that_is_used_again_meanwhile_is_not_taken_for_the_old_file()
    {
        await using var tail = new TailRun();
        await ReadFirstAsync(tail);

        // What the file system may do with a deleted file's inode, done without leaving it to chance.
        File.WriteAllText(tail.PathOf("app.log"), "another file, longer than the old one was\n");
        await tail.StartAsync();

        Assert.Equal(["another file, longer than the old one was"], await tail.UntilAsync("app.log", "end"));
    }

    [Fact]
    public async Task A_source_that_was_killed_brings_lines_again_but_loses_none()
    {
        await using var tail = new TailRun();
        tail.Append("app.log", "1\n");
        await tail.StartAsync();
        await tail.TextsAsync(1);
        await tail.StopAsync();
        tail.Append("app.log", "2\n3\n");
        await tail.StartAsync();
        await tail.TextsAsync(2);
        await tail.KillAsync();
        tail.Append("app.log", "4\n");
        await tail.StartAsync();

        Assert.Equal(["2", "3", "4"], await tail.TextsAsync(3));
    }

    [Fact]
    public async Task Positions_are_written_after_the_interval_and_at_the_stop_in_flumes_format()
    {
        await using var tail = new TailRun();
        tail.Append("app.log", "one\ntwo\nha");
        await tail.StartAsync();
        await tail.TextsAsync(2);
        Assert.False(File.Exists(tail.Positions));

        await Eventually.TrueAsync(
            () =>
            {
                tail.Context.Clock.Advance(TimeSpan.FromSeconds(1));
                return File.Exists(tail.Positions);
            },
            "positions are written");
        await tail.StopAsync();

        var inode = await InodeOfAsync(tail.PathOf("app.log"));
        Assert.Equal($$"""[{"inode":{{inode}},"pos":8,"file":"{{tail.PathOf("app.log")}}"}]""", File.ReadAllText(tail.Positions));
    }

    [Theory]
    [InlineData("", "Failed loading positionFile")]
    [InlineData("[{\"inode\":1", "Failed loading positionFile")]
    [InlineData("{}", "Failed loading positionFile")]
    [InlineData("[{\"inode\":\"x\",\"pos\":2,\"file\":\"/x\"}]", "Detected missing value in position file")]
    [InlineData("[{\"pos\":2,\"file\":\"/x\"}]", "Detected missing value in position file")]
    [InlineData("[{\"inode\":1,\"pos\":-2,\"file\":\"/x\"}]", "Detected missing value in position file")]
    public async Task A_position_file_that_is_broken_is_told_and_files_are_read_from_their_beginning(string text, string told)
    {
        await using var tail = new TailRun();
        File.WriteAllText(tail.Positions, text);
        tail.Append("app.log", "1\n");

        await tail.StartAsync();

        Assert.Equal(["1"], await tail.TextsAsync(1));
        Assert.StartsWith(told, Assert.Single(tail.Context.Logged.TextsOf(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_truncated_position_file_the_whole_entries_count()
    {
        await using var tail = new TailRun();
        tail.Append("app.log", "1\n2\n");
        var inode = await InodeOfAsync(tail.PathOf("app.log"));
        File.WriteAllText(tail.Positions, $$"""[{"inode":{{inode}},"pos":2,"file":"{{tail.PathOf("app.log")}}"},{"inode":7,"po""");

        await tail.StartAsync();

        Assert.Equal(["2"], await tail.UntilAsync("app.log", "end"));
    }

    [Fact]
    public async Task Entries_of_other_files_and_other_hosts_do_not_count()
    {
        await using var tail = new TailRun();
        tail.Append("app.log", "1\n2\n");
        var inode = await InodeOfAsync(tail.PathOf("app.log"));
        File.WriteAllText(tail.Positions,
            $$"""[{"inode":{{inode}},"pos":2,"file":"/elsewhere/app.log"},{"inode":7,"pos":2,"file":"{{tail.PathOf("app.log")}}"}]""");

        await tail.StartAsync();

        Assert.Equal(["1", "2"], await tail.TextsAsync(2));
        Assert.Contains($"Missing file: /elsewhere/app.log, inode: {inode}, pos: 2", tail.Context.Logged.TextsOf(LogLevel.Information));
    }

    [Fact]
    public async Task Positions_that_another_agent_moved_on_count_without_what_we_knew_of_the_files()
    {
        await using var tail = new TailRun();
        await ReadFirstAsync(tail);
        File.WriteAllText(tail.Positions, File.ReadAllText(tail.Positions).Replace("\"pos\":4", "\"pos\":6", StringComparison.Ordinal));
        tail.Append("app.log", "3\n4\n");

        await tail.StartAsync();

        Assert.Equal(["4"], await tail.UntilAsync("app.log", "end"));
    }

    private static async Task ReadFirstAsync(TailRun tail)
    {
        tail.Append("app.log", "1\n2\n");
        await tail.StartAsync();
        await tail.TextsAsync(2);
        await tail.StopAsync();
    }

    private static async Task<ulong> InodeOfAsync(string path)
    {
        using var process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%i", path]) { RedirectStandardOutput = true })!;
        return ulong.Parse(await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
    }
}
