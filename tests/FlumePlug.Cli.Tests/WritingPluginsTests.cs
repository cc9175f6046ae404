namespace FlumePlug.Cli.Tests;

public sealed class WritingPluginsTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Settings.RepositoryRoot, "docs", "writing-plugins.md"));

    private readonly Workspace _here = new();

    public void Dispose() => _here.Dispose();

    [Theory]
    [InlineData("examples/08-third-party-plugin/Acme.Shout/ShoutInterceptor.cs")]
    [InlineData("tests/TestPlugins/Print/PrintSink.cs")]
    public void The_code_of_the_page_is_code_that_is_compiled(string file) => Assert.Contains(
        Plain(File.ReadAllText(Path.Combine(Settings.RepositoryRoot, file))), Plain(Page), StringComparison.Ordinal);

    [Fact]
    public async Task The_components_of_the_page_run_where_their_folders_are_dropped()
    {
        _here.CopyPlugin(Path.Combine(Settings.TestPlugins, "Print"), "dropped");
        _here.CopyPlugin(Path.Combine(Settings.ExamplePlugins, "Acme.Shout"), "dropped");
        _here.Write("flume.conf", Workspace.Counting(3,
            "a1.sources.r1.interceptors = i1", "a1.sources.r1.interceptors.i1.type = shout", "a1.sources.r1.interceptors.i1.mark = ?!")
            .Replace("type = logger", "type = print", StringComparison.Ordinal));
        await using var running = _here.Start("run", "flume.conf", "--plugins", "dropped");
        await running.LogsAsync("Agent a1 started");
        var outcome = await running.StopAsync();
        Assert.Equal((0, "0?!\n1?!\n2?!\n"), (outcome.ExitCode, outcome.Output));
    }

    // Code in a list is indented.
    private static string Plain(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()));
}
