namespace FlumePlug.Script.Tests;

/// <summary>Compiled images on disk.</summary>
public sealed class CacheTests : IAsyncDisposable
{
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly ScriptTrial _trial;

    public CacheTests() => _trial = ScriptTrial.OfFile($"Headers[\"mark\"] = \"{_mark}\";");

    public ValueTask DisposeAsync() => _trial.DisposeAsync();

    // Each interceptor compiles or finds the image anew.
    private async Task<string> ImageAsync()
    {
        await using var interceptor = new ScriptInterceptor(new ScriptInterceptorOptions { File = "route.csx", TimeoutMs = 5000 }, _trial.Context);
        using var batch = BatchOf("a");
        await interceptor.InterceptAsync(batch, TestContext.Current.CancellationToken);
        Assert.Equal(_mark, batch[0].Headers["mark"]);
        return CachedImage.With(_mark).Path;
    }

    [Fact]
    public async Task An_image_is_kept_for_the_user_alone_and_used_again()
    {
        var image = await ImageAsync();
        var content = await File.ReadAllBytesAsync(image, TestContext.Current.CancellationToken);
        // Its own time tells when it was used last.
        File.SetLastWriteTimeUtc(image, DateTime.UtcNow.AddDays(-10));
        Assert.Equal(image, await ImageAsync());
        Assert.InRange(File.GetLastWriteTimeUtc(image), DateTime.UtcNow.AddDays(-1), DateTime.UtcNow.AddDays(1));
        Assert.Equal(content, await File.ReadAllBytesAsync(image, TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.None, ModeOf(CachedImage.Folder) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.OtherRead));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(-1)]
    public async Task A_damaged_image_is_made_anew(int length)
    {
        var image = await ImageAsync();
        var content = await File.ReadAllBytesAsync(image, TestContext.Current.CancellationToken);
        byte[] damaged = length < 0 ? [.. content[..^1], (byte)(content[^1] ^ 1)] : content[..length];
        await File.WriteAllBytesAsync(image, damaged, TestContext.Current.CancellationToken);
        Assert.Equal(image, await ImageAsync());
        Assert.Equal(content, await File.ReadAllBytesAsync(image, TestContext.Current.CancellationToken));
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
