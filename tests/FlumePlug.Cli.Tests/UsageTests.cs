namespace FlumePlug.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly Workspace _here = new();

    public void Dispose() => _here.Dispose();

    [Theory]
    [InlineData(0, "--help")]
    [InlineData(0, "run", "--help")]
    [InlineData(0, "agent", "--help")]
    [InlineData(0, "version")]
    [InlineData(0, "--version")]
    [InlineData(1)]
    [InlineData(1, "rum")]
    [InlineData(1, "run")]
    [InlineData(1, "validate")]
    [InlineData(1, "graph")]
    [InlineData(1, "version", "--bogus")]
    [InlineData(1, "agent", "--bogus", "-n", "a1", "-f", "x.conf")]
    [InlineData(1, "graph", "x.conf", "--form", "picture")]
    [InlineData(1, "run", "x.conf", "--log-format", "xml")]
    [InlineData(2, "run", "x.conf")]
    [InlineData(2, "validate", "x.conf")]
    [InlineData(2, "graph", "x.conf")]
    [InlineData(2, "agent", "-n", "a1", "-f", "x.conf")]
    public async Task Every_verb_ends_with_the_code_for_what_happened(int expected, params string[] arguments)
    {
        var outcome = await _here.RunAsync(arguments);
        Assert.Equal(expected, outcome.ExitCode);
        Assert.DoesNotContain("Unhandled exception", outcome.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_lists_every_verb()
    {
        var help = await _here.RunAsync("--help");
        Assert.All((string[])["run", "agent", "validate", "describe", "plugins", "schema", "graph", "version"],
            verb => Assert.Contains(help.OutputLines, line => line.StartsWith($"  {verb} ", StringComparison.Ordinal)));
        Assert.DoesNotContain(help.OutputLines, line => line.StartsWith("  docs", StringComparison.Ordinal));
    }
}
