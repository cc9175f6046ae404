namespace FlumePlug.FileChannel.Tests.Tools;

/// <summary>Segments that are whole and stand elsewhere: they are read there, and a repair gives up none of their events.</summary>
public sealed class MisplacedSegmentTests : IDisposable
{
    private const int Directories = 2;

    private readonly CalledTool _tool = new();

    public void Dispose() => _tool.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_under_another_name_gets_its_name_again(bool isNewest)
    {
        await _tool.StoreAsync(directories: Directories);
        var segments = _tool.Segments();
        File.Move(isNewest ? segments[^1] : segments[1], Named(1, isNewest ? 9999 : 77));
        await RequireAllIsKeptAsync();
    }

    [Fact]
    public async Task One_in_another_directory_is_refused_and_moved_back()
    {
        await _tool.StoreAsync(directories: Directories);
        var name = Path.GetFileName(_tool.Segments()[^1]);
        Swap(Path.Combine(_tool.Data(1), name), Path.Combine(_tool.Data(2), name));
        var refused = await Assert.ThrowsAsync<ChannelStorageException>(() => Opened.StartAsync(_tool.Options(Directories)));
        Assert.StartsWith($"{_tool.Data(1)}/{name} belongs in {_tool.Data(2)}, where the segment before it ends as it says.", refused.Message,
            StringComparison.Ordinal);
        await RequireAllIsKeptAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task One_in_another_directory_under_another_name_is_moved_back(int index)
    {
        await _tool.StoreAsync(directories: Directories);
        File.Move(_tool.Segments(2)[index], Named(1, 77));
        await RequireAllIsKeptAsync();
    }

    [Fact]
    public async Task A_repair_that_was_interrupted_between_two_moves_is_begun_again()
    {
        await _tool.StoreAsync(directories: Directories);
        var (first, second) = (_tool.Segments(1)[1], _tool.Segments(2)[1]);
        File.Move(first, Named(2, 999_999_999_999));
        File.Move(second, Named(1, 999_999_999_999));
        await RequireAllIsKeptAsync();
    }

    [Fact]
    public async Task A_copy_is_moved_away()
    {
        await _tool.StoreAsync(directories: Directories);
        File.Copy(_tool.Segments()[1], Named(1, 77));
        await RequireAllIsKeptAsync();
    }

    [Fact]
    public async Task One_that_was_cut_short_is_replaced_by_its_whole_copy()
    {
        await _tool.StoreAsync(directories: Directories);
        var segment = _tool.Segments()[1];
        File.Copy(segment, Named(1, 77));
        using (var file = File.OpenWrite(segment))
            file.SetLength(SegmentHeader.BlockSize + 20);
        await RequireAllIsKeptAsync();
    }

    private async Task RequireAllIsKeptAsync()
    {
        var (damaged, told) = await _tool.CallAsync("verify", _tool.Root);
        Assert.Equal(1, damaged);
        Assert.Contains("31 events waiting.", told, StringComparison.Ordinal);
        Assert.EndsWith("0 waiting events affected.\n'flumeplug channel repair' says what it would do; with --repair it does it.\n", told,
            StringComparison.Ordinal);
        var (code, said) = await _tool.CallAsync("repair", "--repair", _tool.Root);
        Assert.True(code == 0, said);
        Assert.EndsWith("Repaired: 31 events waiting, 0 events given up.\n", said, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(5, 31), (await _tool.DrainAsync(Directories)).Numbers);
    }

    private string Named(int directory, long generation) => Path.Combine(_tool.Data(directory), SegmentHeader.FileName(generation));

    private static void Swap(string one, string other)
    {
        File.Move(one, one + ".away");
        File.Move(other, one);
        File.Move(one + ".away", other);
    }
}
