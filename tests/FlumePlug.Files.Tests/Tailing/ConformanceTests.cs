using FlumePlug.Files.Tailing;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Files.Tests.Tailing;

public sealed class ConformanceTests
{
    private static readonly SourceConformance<TaildirSource> Suite = new(static context => new TaildirSource(
        new TaildirOptions
        {
            FileGroups = ["f1"],
            GroupPaths = new Dictionary<string, string> { ["f1"] = context.ConfigurationDirectory + "/app\\.log" },
            PositionFile = Path.Combine(context.ConfigurationDirectory, "positions.json"),
            FileHeaderKey = "file",
            BatchSize = 100,
            MaxBatchCount = long.MaxValue,
            IdleTimeout = 120_000,
            WritePosInterval = 3000,
            CachePatternMatching = true,
            BackoffSleepIncrement = 1000,
            MaxBackoffSleep = 5000,
            MaxLineLength = 1 << 24,
            MaxLines = 500,
            MaxLength = 1 << 20,
            Timeout = 1000,
        },
        context))
    {
        PutsAgain = true,
        Feed = static (_, context, texts, cancellationToken) => File.AppendAllTextAsync(
            Path.Combine(context.ConfigurationDirectory, "app.log"), string.Concat(texts.Select(text => text + "\n")), cancellationToken),
    };

    public static TheoryData<string> Promises => [.. Suite.Names];

    [Theory]
    [MemberData(nameof(Promises))]
    public Task Taildir_keeps_what_every_source_promises(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);
}
