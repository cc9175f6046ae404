using FlumePlug.Sdk.Testing;

namespace Company._Plugin.Tests;

public class WidgetSourceTests
{
    private static readonly WidgetOptions Options = new()
    {
        Text = "tick", Interval = 1000, BatchSize = 10, BackoffSleepIncrement = 1000, MaxBackoffSleep = 5000,
    };

    private static readonly SourceConformance<WidgetSource> Suite = new(context => new WidgetSource(Options, context));

    public static TheoryData<string> Promises => [.. Suite.Names];

    [Theory, MemberData(nameof(Promises))]
    public Task Keeps(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Events_are_numbered_and_a_refused_batch_is_made_again()
    {
        using var context = new TestComponentContext();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var channels = new CollectingChannels();
        channels.RefuseNext();

        var running = new WidgetSource(Options, context).RunAsync(channels, stop.Token);
        await context.Clock.WhenWaiting().WaitAsync(stop.Token);
        Assert.Empty(channels.Events.All);
        context.Clock.Advance(TimeSpan.FromSeconds(1));
        await channels.Events.WhenAsync(10, stop.Token);
        Assert.Equal("tick 0", channels.Events.Texts[0]);
        Assert.Equal("tick 9", channels.Events.Texts[9]);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }
}
