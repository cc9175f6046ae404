using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Exec.Tests;

public sealed class ConformanceTests
{
    private static readonly SourceConformance<ExecSource> Suite = new(context => new ExecSource(
        new ExecOptions
        {
            Command = "yes",
            Restart = true,
            RestartThrottle = 1000,
            BatchSize = 20,
            BatchTimeout = 3000,
            Charset = Charset.Parse("UTF-8"),
        },
        context));

    public static TheoryData<string> Promises => [.. Suite.Names];

    [Theory]
    [MemberData(nameof(Promises))]
    public Task Exec_keeps_what_every_source_promises(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);
}
