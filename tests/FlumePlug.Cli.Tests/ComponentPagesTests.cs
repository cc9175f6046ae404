namespace FlumePlug.Cli.Tests;

public sealed class ComponentPagesTests : IDisposable
{
    private static readonly string Committed = Path.Combine(Settings.RepositoryRoot, "docs", "components");

    private readonly Workspace _here = new();

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task The_committed_pages_are_what_the_metadata_says()
    {
        Assert.Equal(0, (await _here.RunAsync("docs", "pages")).ExitCode);
        var made = Pages(_here.PathOf("pages"));
        var committed = Pages(Committed);
        var different = made.Keys.Union(committed.Keys).Where(page => made.GetValueOrDefault(page) != committed.GetValueOrDefault(page));
        Assert.True(!different.Any(), $"Run `artifacts/flumeplug/flumeplug docs docs/components`; these differ: {string.Join(", ", different)}");
    }

    private static Dictionary<string, string> Pages(string directory) =>
        Directory.GetFiles(directory).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
}
