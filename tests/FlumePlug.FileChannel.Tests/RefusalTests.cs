namespace FlumePlug.FileChannel.Tests;

/// <summary>What a channel finds in its directories and must not go on with, and what it starts with all the same.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("flumeplug-").FullName;

    private string Data => Path.Combine(_root, "data1");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_second_channel_on_a_directory_is_refused_and_told_who_has_it()
    {
        await using var first = await Opened.StartAsync(Given.Options(_root), name: "c1");
        var refused = await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(Given.Options(_root), name: "c2"));
        Assert.Equal($"Cannot lock {_root}/checkpoint. The directory is already locked. [channel=c2] It is in use by agent a1, channel c1, "
            + $"process {Environment.ProcessId}.", refused.Message);
        await first.PutAsync("a");
        Assert.Equal(["a"], await first.DrainAsync());
    }

    [Fact]
    public async Task A_directory_is_free_again_after_a_refused_start()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "log-1"), "", Token);
        await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(Given.Options(_root)));
        File.Delete(Path.Combine(Data, "log-1"));
        await using var later = await Opened.StartAsync(Given.Options(_root));
    }

    [Theory]
    [InlineData("log-1")]
    [InlineData("log-12.meta")]
    public async Task A_directory_of_Apache_Flume_is_refused_with_what_to_do(string file)
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, file), "", Token);
        var refused = await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(Given.Options(_root)));
        Assert.Contains($"{Data} belongs to a file channel of Apache Flume", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Drain it with Flume first", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_of_the_format_is_refused()
    {
        await StoreAsync("a");
        var segment = Segments().Single();
        var bytes = await File.ReadAllBytesAsync(segment, Token);
        foreach (var copy in new[] { 0, SegmentHeader.SecondCopy })
        {
            bytes[copy + 8] = 2;
            var sum = Crc32C.Of(bytes.AsSpan(copy, SegmentHeader.CopySize - 4));
            BitConverter.TryWriteBytes(bytes.AsSpan(copy + SegmentHeader.CopySize - 4), sum);
        }
        await File.WriteAllBytesAsync(segment, bytes, Token);
        var refused = await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(Given.Options(_root)));
        Assert.StartsWith($"{segment} was written in version 2 of the file channel's format; this FlumePlug knows version 1.",
            refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_of_another_version_is_refused()
    {
        await StoreAsync("a");
        var checkpoint = Path.Combine(_root, "checkpoint", CheckpointFile.Name);
        var bytes = await File.ReadAllBytesAsync(checkpoint, Token);
        bytes[16] = 2;
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), Crc32C.Of(bytes.AsSpan(0, bytes.Length - 4)));
        await File.WriteAllBytesAsync(checkpoint, bytes, Token);
        var refused = await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(Given.Options(_root)));
        Assert.StartsWith($"{checkpoint} was written in version 2 of the file channel's format", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_changes_nothing()
    {
        var time = new ClockThatRunsBack();
        for (var start = 0; start < 3; start++)
            await using (var opened = await Opened.StartAsync(Given.Options(_root, maxFileSize: 8192), time: time))
                for (var i = 0; i < 3; i++)
                    await opened.PutAsync($"{start} {i} {new string('x', 2000)}");
        await using var again = await Opened.StartAsync(Given.Options(_root, maxFileSize: 8192), time: time);
        Assert.Equal(["0 0", "0 1", "0 2", "1 0", "1 1", "1 2", "2 0", "2 1", "2 2"], (await again.DrainAsync()).Select(body => body[..3]));
    }

    [Fact]
    public async Task Foreign_files_are_left_alone()
    {
        Directory.CreateDirectory(Data);
        foreach (var name in new[] { "notes.txt", "1.segment", "00000000000x.segment", ".hidden" })
            await File.WriteAllTextAsync(Path.Combine(Data, name), "mine", Token);
        await StoreAsync("a");
        await using var opened = await Opened.StartAsync(Given.Options(_root));
        Assert.Equal(["a"], await opened.DrainAsync());
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(Data, "1.segment"), Token));
    }

    [Fact]
    public async Task A_file_that_only_has_a_segments_name_is_refused()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, SegmentHeader.FileName(1)), new string('x', 5000), Token);
        var refused = await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(Given.Options(_root)));
        Assert.Contains("cannot be read, yet the file is not empty", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_file_with_waiting_events_that_was_deleted_by_hand_is_missed()
    {
        await StoreAsync("a");
        File.Delete(Segments().Single());
        var refused = await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(Given.Options(_root)));
        Assert.StartsWith($"The checkpoint in {_root}/checkpoint is newer than the data: not all that it knows is in {Data}, and up to 1 "
            + "events wait in what is missing.", refused.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_root, "checkpoint", CheckpointFile.Name));
        await using var opened = await Opened.StartAsync(Given.Options(_root));
        Assert.Empty(await opened.DrainAsync());
    }

    [Fact]
    public async Task A_data_file_between_others_that_was_deleted_by_hand_is_missed()
    {
        var options = Given.Options(_root, maxFileSize: 8192);
        await using (var opened = await Opened.StartAsync(options))
            for (var i = 0; i < 10; i++)
                await opened.PutAsync(new string('x', 3000));
        var missing = Segments()[2];
        File.Delete(missing);
        var refused = await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(options));
        Assert.StartsWith($"Segment {Path.GetFileName(missing)} is missing in {Data}, and events may wait in it.", refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_left_out_is_missed_while_events_wait_and_not_when_all_are_gone()
    {
        await using (var opened = await Opened.StartAsync(Given.Options(_root, directories: 2)))
        {
            await opened.PutAsync("a");
            await opened.PutAsync("b");
        }
        await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(Given.Options(_root, directories: 1)));
        await using (var opened = await Opened.StartAsync(Given.Options(_root, directories: 2)))
            Assert.Equal(["a", "b"], await opened.DrainAsync());
        await using var smaller = await Opened.StartAsync(Given.Options(_root, directories: 1));
        await smaller.PutAsync("c");
        Assert.Equal(["c"], await smaller.DrainAsync());
    }

    [Fact]
    public async Task A_data_directory_may_be_added()
    {
        await StoreAsync("a");
        await using (var opened = await Opened.StartAsync(Given.Options(_root, directories: 3)))
            foreach (var body in new[] { "b", "c", "d" })
                await opened.PutAsync(body);
        await using var again = await Opened.StartAsync(Given.Options(_root, directories: 3));
        Assert.Equal(["a", "b", "c", "d"], await again.DrainAsync());
    }

    [Fact]
    public async Task Files_of_another_channel_are_refused()
    {
        await StoreAsync("a");
        var elsewhere = Path.Combine(_root, "elsewhere");
        await using (var other = await Opened.StartAsync(Given.Options(elsewhere)))
            await other.PutAsync("b");
        var stray = Path.Combine(Data, SegmentHeader.FileName(1));
        File.Copy(Path.Combine(elsewhere, "data1", SegmentHeader.FileName(1)), stray, overwrite: true);
        var refused = await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(Given.Options(_root)));
        Assert.StartsWith($"{stray} belongs to another channel than the checkpoint.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_checkpoint_that_is_damaged_or_gone_is_done_without(bool damaged)
    {
        await StoreAsync("a", "b", "c");
        await using (var opened = await Opened.StartAsync(Given.Options(_root)))
            Assert.Equal(["a"], await opened.TakeAsync(1));
        var checkpoint = Path.Combine(_root, "checkpoint", CheckpointFile.Name);
        if (damaged)
            await File.WriteAllTextAsync(checkpoint, "no checkpoint", Token);
        else
            File.Delete(checkpoint);
        await using var again = await Opened.StartAsync(Given.Options(_root));
        Assert.Equal(["b", "c"], await again.DrainAsync());
        Assert.Equal(damaged, again.Log.Any(line => line.Contains("Forcing full replay", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_older_checkpoint_is_caught_up_with()
    {
        await StoreAsync("a", "b", "c");
        var checkpoint = Path.Combine(_root, "checkpoint", CheckpointFile.Name);
        var old = await File.ReadAllBytesAsync(checkpoint, Token);
        await using (var opened = await Opened.StartAsync(Given.Options(_root)))
        {
            await opened.PutAsync("d");
            Assert.Equal(["a", "b"], await opened.TakeAsync(2));
        }
        await File.WriteAllBytesAsync(checkpoint, old, Token);
        await using var again = await Opened.StartAsync(Given.Options(_root));
        Assert.Equal(["c", "d"], await again.DrainAsync());
    }

    [Fact]
    public async Task A_backup_takes_the_place_of_a_damaged_checkpoint()
    {
        var options = Given.Options(_root, backup: true);
        await using (var opened = await Opened.StartAsync(options))
            await opened.PutAsync("a", "b");
        await File.WriteAllTextAsync(Path.Combine(_root, "checkpoint", CheckpointFile.Name), "no checkpoint", Token);
        await using var again = await Opened.StartAsync(options);
        Assert.Equal(["a", "b"], await again.DrainAsync());
        Assert.Contains("Checkpoint may not have completed successfully. Restoring checkpoint and starting up.", again.Log);
    }

    [Fact]
    public async Task Paths_may_have_blanks_and_other_letters_and_lie_on_two_file_systems()
    {
        var memory = Directory.CreateDirectory($"/dev/shm/flumeplug {Guid.NewGuid():N} žluť").FullName;
        try
        {
            var own = Given.Options(Path.Combine(_root, "mit Leerzeichen und 文件"));
            var options = new FileChannelOptions
            {
                CheckpointDir = own.CheckpointDir,
                DataDirs = [own.DataDirs[0], memory],
                Capacity = own.Capacity,
                TransactionCapacity = own.TransactionCapacity,
                CheckpointInterval = own.CheckpointInterval,
                CheckpointOnClose = true,
                MaxFileSize = own.MaxFileSize,
                FsyncPerTransaction = true,
                FsyncInterval = 5,
            };
            await using (var opened = await Opened.StartAsync(options))
                foreach (var body in new[] { "a", "b", "c" })
                    await opened.PutAsync(body);
            await using var again = await Opened.StartAsync(options);
            Assert.Equal(["a", "b", "c"], await again.DrainAsync());
        }
        finally
        {
            Directory.Delete(memory, recursive: true);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string[] Segments() => [.. Directory.GetFiles(Data, "*.segment").Order(StringComparer.Ordinal)];

    // A day earlier with every look, until 1970.
    private sealed class ClockThatRunsBack : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now = _now.AddDays(_now.Year > 1970 ? -1 : 0);
    }

    private async Task StoreAsync(params string[] bodies)
    {
        await using var opened = await Opened.StartAsync(Given.Options(_root));
        await opened.PutAsync(bodies);
    }
}
