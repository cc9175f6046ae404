using FlumePlug.Sdk;
using static FlumePlug.Client.Tests.Clients;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Client.Tests.Interop;

public sealed class FlumeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Flume_stores_what_a_client_sends()
    {
        await using var flume = await FlumeAgent.StartAsync();
        await using var client = FlumeClient.Create(To(flume.Port));
        await client.AppendAsync(EventOf("single", ("käse", "brötchen€😀")), Token);
        await client.AppendBatchAsync(Events(1000), Token);
        Assert.Equal(["{käse=brötchen€😀} single", .. Texts(1000, "{} ")], await flume.LinesAsync(1001));
    }

    [Theory]
    [InlineData(HostChoice.Failover)]
    [InlineData(HostChoice.LoadBalance)]
    public async Task With_one_of_two_Flumes_killed_everything_that_was_acknowledged_after_it_is_stored_by_the_other(HostChoice choice)
    {
        await using var first = await FlumeAgent.StartAsync();
        await using var second = await FlumeAgent.StartAsync();
        await using var client = FlumeClient.Create(To(first.Port, second.Port) with { Choice = choice, Backoff = true });
        for (var i = 0; i < 10; i++)
            await client.AppendBatchAsync(Events(100, $"before {i}."), Token);
        var before = choice == HostChoice.Failover ? 0 : 500;
        Assert.Equal(1000 - before, (await first.LinesAsync(1000 - before)).Count);
        await first.KillAsync();
        for (var i = 0; i < 10; i++)
            await client.AppendBatchAsync(Events(100, $"after {i}."), Token);
        var after = (await second.LinesAsync(before + 1000)).Where(line => line.StartsWith("{} after", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, 10).SelectMany(i => Texts(100, $"{{}} after {i}.")), after);
    }
}
