using FlumePlug.Sdk.Testing;
using static FlumePlug.Sqlite.Tests.Databases;

namespace FlumePlug.Sqlite.Tests;

public sealed class ConformanceTests
{
    private static readonly ChannelConformance<SqliteChannel> Suite =
        new(context => new SqliteChannel(Options(context, capacity: 200), context)) { KeepAlive = TimeSpan.Zero };

    private static readonly ChannelConformance<SqliteChannel> Unlimited =
        new(context => new SqliteChannel(Options(context), context)) { KeepAlive = TimeSpan.Zero };

    public static TheoryData<string> Promises => [.. Suite.Names];

    [Theory, MemberData(nameof(Promises))]
    public Task Keeps_every_promise_of_channels(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory, MemberData(nameof(Promises))]
    public Task Keeps_every_promise_without_a_limit(string promise) => Unlimited.RunAsync(promise, TestContext.Current.CancellationToken);
}
