using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace Company._Plugin.Tests;

public class WidgetInterceptorTests
{
    private static readonly InterceptorConformance<WidgetInterceptor> Suite = new(_ => Build(dropEmpty: true))
    {
        Samples = [EventOf("four", ("length", "wrong"))],
    };

    public static TheoryData<string> Promises => [.. Suite.Names];

    [Theory, MemberData(nameof(Promises))]
    public Task Keeps(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory, InlineData(false, 2), InlineData(true, 1)]
    public async Task The_length_is_set_and_empty_events_are_dropped_when_asked_to(bool dropEmpty, int left)
    {
        using var batch = BatchOf("four", "");
        await Build(dropEmpty).InterceptAsync(batch, TestContext.Current.CancellationToken);
        batch.Compact();
        Assert.Equal(left, batch.Count);
        Assert.Equal("4", batch[0].Headers["length"]);
    }

    private static WidgetInterceptor Build(bool dropEmpty) => new(new WidgetOptions { Header = "length", DropEmpty = dropEmpty });
}
