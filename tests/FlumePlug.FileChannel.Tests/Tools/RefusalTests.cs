namespace FlumePlug.FileChannel.Tests.Tools;

/// <summary>What the channel refuses to start with the tools refuse too, with the same words, and write nothing.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly CalledTool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task Segments_of_another_version_are_refused()
    {
        await _tool.StoreAsync(directories: 2);
        foreach (var segment in _tool.Segments(1).Concat(_tool.Segments(2)))
            SetVersion(segment, (0, SegmentHeader.CopySize), (SegmentHeader.SecondCopy, SegmentHeader.CopySize));
        await RequireRefusalAsync("was written in version 2 of the file channel's format", _tool.Root);
        await RequireRefusalAsync("was written in version 2 of the file channel's format", Path.GetDirectoryName(_tool.Checkpoint)!);
    }

    [Fact]
    public async Task A_checkpoint_of_another_version_is_refused()
    {
        await _tool.StoreAsync();
        SetVersion(_tool.Checkpoint, (0, (int)new FileInfo(_tool.Checkpoint).Length));
        await RequireRefusalAsync("checkpoint/flumeplug.checkpoint was written in version 2 of the file channel's format", _tool.Root);
    }

    [Fact]
    public async Task A_directory_in_place_of_the_checkpoint_is_refused()
    {
        await _tool.StoreAsync();
        File.Delete(_tool.Checkpoint);
        Directory.CreateDirectory(_tool.Checkpoint);
        await RequireRefusalAsync("checkpoint/flumeplug.checkpoint is a directory, and the checkpoint's file belongs there.", _tool.Root);
    }

    [Fact]
    public async Task A_channel_of_Apache_Flume_below_a_named_directory_is_refused_and_one_beside_is_nobodys()
    {
        await _tool.StoreAsync();
        var flume = Directory.CreateDirectory(Path.Combine(_tool.Root, "flume")).FullName;
        await File.WriteAllTextAsync(Path.Combine(flume, "log-1"), "", TestContext.Current.CancellationToken);
        await RequireRefusalAsync("Drain it with Flume first", _tool.Root);
        Assert.Equal(0, (await _tool.CallAsync("verify", _tool.Data())).Code);
    }

    private async Task RequireRefusalAsync(string why, string directory)
    {
        var before = _tool.Tree();
        foreach (var words in new string[][] { ["inspect"], ["verify"], ["repair", "--repair", "--give-up-missing"], ["export"] })
        {
            var (code, told) = await _tool.CallAsync([.. words, directory]);
            Assert.Equal(1, code);
            Assert.Contains(why, told, StringComparison.Ordinal);
        }
        Assert.Equal(before, _tool.Tree());
    }

    private static void SetVersion(string path, params (int Offset, int Length)[] places)
    {
        var bytes = File.ReadAllBytes(path);
        foreach (var (offset, length) in places)
        {
            bytes[offset + (length == SegmentHeader.CopySize ? 8 : 16)] = 2;
            BitConverter.TryWriteBytes(bytes.AsSpan(offset + length - 4), Crc32C.Of(bytes.AsSpan(offset, length - 4)));
        }
        File.WriteAllBytes(path, bytes);
    }
}
