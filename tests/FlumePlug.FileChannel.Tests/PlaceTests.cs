using FlumePlug.Sdk;

namespace FlumePlug.FileChannel.Tests;

/// <summary>What stands where the channel's directories and files should be, and who keeps others out of them.</summary>
public sealed class PlaceTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("flumeplug-").FullName;

    private string Data => Path.Combine(_root, "data1");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_second_channel_is_refused_also_when_the_lock_files_were_deleted()
    {
        await using var first = await Opened.StartAsync(Given.Options(_root));
        foreach (var file in Directory.GetFiles(_root, LocalDisk.LockName, SearchOption.AllDirectories))
            File.Delete(file);
        var refused = await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(Given.Options(_root), name: "c2"));
        Assert.Equal($"Cannot lock {_root}/checkpoint. The directory is already locked. [channel=c2]", refused.Message);
    }

    [Fact]
    public async Task A_file_in_place_of_a_directory_is_told()
    {
        await File.WriteAllTextAsync(Data, "", TestContext.Current.CancellationToken);
        Assert.StartsWith($"{Data} is a file, and the channel needs a directory of that name.", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_segment_that_is_a_link_to_nowhere_is_told()
    {
        Directory.CreateDirectory(Data);
        var link = Path.Combine(Data, SegmentHeader.FileName(2));
        File.CreateSymbolicLink(link, Path.Combine(_root, "nowhere"));
        Assert.StartsWith($"{link} is a link to a file that is not there.", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_in_place_of_the_checkpoint_is_told()
    {
        var checkpoint = Path.Combine(_root, "checkpoint", CheckpointFile.Name);
        Directory.CreateDirectory(checkpoint);
        Assert.StartsWith($"{checkpoint} is a directory, and the checkpoint's file belongs there.", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_segment_of_a_generation_is_missing_the_directories_without_it_are_named()
    {
        await using (var opened = await Opened.StartAsync(Given.Options(_root, directories: 3)))
            for (var i = 0; i < 3; i++)
                await opened.PutAsync("a");
        File.Delete(Path.Combine(_root, "data2", SegmentHeader.FileName(1)));
        File.Delete(Path.Combine(_root, "checkpoint", CheckpointFile.Name));
        Assert.StartsWith($"Segment {SegmentHeader.FileName(1)} is missing in {_root}/data2, and", await RefusalAsync(3), StringComparison.Ordinal);
        Assert.StartsWith($"Segment {SegmentHeader.FileName(1)} is missing in a directory that is not among the data directories ({_root}/data1); it was "
            + "written to 3 of them, and", await RefusalAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cp", "d1,d1/", "dataDirs")]
    [InlineData("cp", "d1,./d2/../d1", "dataDirs")]
    [InlineData("d1/", "d1", "checkpointDir")]
    [InlineData("d1/cp", "d1", null)]
    public void A_directory_that_is_named_twice_is_a_mistake_however_it_is_written(string checkpoint, string data, string? wrong) =>
        RequireMistake(wrong, Options(checkpoint, data, "", flush: true, flushInterval: 5));

    [Theory]
    [InlineData("cp/")]
    [InlineData("d1/.")]
    public void A_backup_needs_a_directory_of_its_own(string backup) =>
        RequireMistake("backupCheckpointDir", Options("cp", "d1", backup, flush: true, flushInterval: 5));

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "fsyncInterval")]
    public void The_time_between_flushes_matters_only_where_not_every_put_is_flushed(bool flush, string? wrong) =>
        RequireMistake(wrong, Options("cp", "d1", "", flush, flushInterval: 0));

    private static void RequireMistake(string? option, FileChannelOptions options) =>
        Assert.Equal(option is null ? [] : [option], options.Check().Select(error => error.Option));

    private FileChannelOptions Options(string checkpoint, string data, string backup, bool flush, int flushInterval) => new()
    {
        CheckpointDir = $"{_root}/{checkpoint}",
        UseDualCheckpoints = backup.Length > 0,
        BackupCheckpointDir = $"{_root}/{backup}",
        DataDirs = [.. data.Split(',').Select(directory => $"{_root}/{directory}")],
        Capacity = 20,
        TransactionCapacity = 10,
        FsyncPerTransaction = flush,
        FsyncInterval = flushInterval,
    };

    private async Task<string> RefusalAsync(int directories = 1) =>
        (await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(Given.Options(_root, directories)))).Message;
}
