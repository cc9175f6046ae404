using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace Company._Plugin.Tests;

public class WidgetChannelTests
{
    private static readonly WidgetOptions Options = new() { Capacity = 20, TransactionCapacity = 10, KeepAlive = 3 };

    private static readonly ChannelConformance<WidgetChannel> Suite = new(context => new WidgetChannel(Options, context))
    {
        KeepAlive = TimeSpan.FromSeconds(3),
    };

    public static TheoryData<string> Promises => [.. Suite.Names];

    [Theory, MemberData(nameof(Promises))]
    public Task Keeps(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);

    [Fact]
    public void A_transaction_larger_than_the_channel_is_an_error()
    {
        var options = new WidgetOptions { Capacity = 10, TransactionCapacity = 11 };
        Assert.Equal([new OptionError("transactionCapacity", "must not be larger than capacity.")], options.Check());
    }
}
