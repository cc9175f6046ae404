namespace FlumePlug.Cli.Tests;

public sealed class VerifyTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_right_plugin_keeps_its_promises_and_leaves_the_memory_a_hundred_times()
    {
        var outcome = await VerifyAsync("Stamping");
        Assert.Equal((0,
            """
            Stamping 0.1.0, built for FlumePlug.Sdk 0.1, 4 components
            skipped   source 'numbers': cannot be built with default options: source 'numbers' of plugin Stamping: option 'position' is required
            ok        interceptor 'stamp' keeps 8 promises
            ok        serializer 'stamp' keeps 7 promises
            skipped   sink 'tally': cannot be built with default options: sink 'tally' of plugin Stamping: option 'report' is required
            ok        100 times loaded and unloaded, nothing stays in memory

            """), (outcome.ExitCode, outcome.Output));
    }

    [Fact]
    public async Task A_plugin_that_stays_in_memory_is_told_with_the_suspects()
    {
        var outcome = await VerifyAsync("Clinging");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("broken    stays in memory after it was unloaded. Known causes in its code: Clinging.dll uses System.AppDomain", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("broken    interceptor 'clinging' breaks ", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("A batch is neither disposed nor kept: ", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NewerSdk", "cannot be used: it was built for FlumePlug.Sdk ")]
    [InlineData("MissingDependency", "cannot be used: ")]
    public async Task A_plugin_that_cannot_be_used_is_told_why(string plugin, string reason)
    {
        var outcome = await VerifyAsync(plugin);
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("broken    " + reason, outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_DLL_is_no_plugin()
    {
        _workspace.Write("empty/readme", "");
        var outcome = await _workspace.RunAsync("plugin", "verify", "empty");
        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("is not a plugin: there is no DLL in it.", outcome.Log, StringComparison.Ordinal);
    }

    private Task<Outcome> VerifyAsync(string plugin) => _workspace.RunAsync("plugin", "verify", Path.Combine(Settings.TestPlugins, plugin));
}
