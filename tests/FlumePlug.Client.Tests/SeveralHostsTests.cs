using FlumePlug.Avro.Tests.Interop;
using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Client.Tests.Clients;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Client.Tests;

public sealed class SeveralHostsTests : IAsyncLifetime
{
    private readonly CollectingChannels _first = new();
    private readonly CollectingChannels _second = new();
    private RunningSource _one = null!;
    private RunningSource _two = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _one = await RunningSource.StartAsync(_first);
        _two = await RunningSource.StartAsync(_second);
    }

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Failover_stays_with_a_host_until_it_fails_and_then_goes_on_with_the_next_one()
    {
        await using var client = FlumeClient.Create(To(_one.Port, _two.Port) with { Choice = HostChoice.Failover });
        await client.AppendBatchAsync(Events(150, "a"), Token);
        _first.RefuseNext();
        await client.AppendBatchAsync(Events(150, "b"), Token);
        await client.AppendAsync(EventOf("c"), Token);
        _second.RefuseNext();
        await client.AppendAsync(EventOf("d"), Token);
        Assert.Equal([.. Texts(150, "a"), "d"], _first.Events.Texts);
        Assert.Equal([.. Texts(150, "b"), "c"], _second.Events.Texts);
    }

    [Fact]
    public async Task Failover_skips_hosts_that_are_not_there_whatever_the_attempts()
    {
        await using var client = FlumeClient.Create(
            To(FlumePeer.FreePort(), FlumePeer.FreePort(), _two.Port) with { Choice = HostChoice.Failover, MaxAttempts = 1 });
        await client.AppendAsync(EventOf("a"), Token);
        Assert.Equal(["a"], _second.Events.Texts);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(5, 5)]
    [InlineData(null, 2)]
    public async Task Failover_sends_as_often_as_max_attempts_says(int? most, int sent)
    {
        _first.Refuse = _second.Refuse = _ => new ChannelFullException("full");
        await using var client = FlumeClient.Create(To(_one.Port, _two.Port) with { Choice = HostChoice.Failover, MaxAttempts = most });
        var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => client.AppendAsync(EventOf("a"), Token).AsTask());
        Assert.Contains("Failed to send the event!", failure.Message, StringComparison.Ordinal);
        Assert.Equal(sent, _first.Puts + _second.Puts);
    }

    [Fact]
    public async Task Failover_ends_when_no_host_is_there()
    {
        await using var client = FlumeClient.Create(To(FlumePeer.FreePort(), FlumePeer.FreePort()) with { Choice = HostChoice.Failover, MaxAttempts = 9 });
        var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => client.AppendAsync(EventOf("a"), Token).AsTask());
        Assert.Contains("Failed to send the event! RPC connection error", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Round_robin_takes_hosts_in_turn()
    {
        await using var client = FlumeClient.Create(To(_one.Port, _two.Port) with { Choice = HostChoice.LoadBalance });
        for (var i = 0; i < 10; i++)
            await client.AppendAsync(EventOf($"{i}"), Token);
        Assert.Equal(["0", "2", "4", "6", "8"], _first.Events.Texts);
        Assert.Equal(["1", "3", "5", "7", "9"], _second.Events.Texts);
    }

    [Fact]
    public async Task Random_uses_every_host()
    {
        await using var client = FlumeClient.Create(To(_one.Port, _two.Port) with { Choice = HostChoice.LoadBalance, Selector = HostSelector.Random });
        for (var i = 0; i < 100; i++)
            await client.AppendAsync(EventOf($"{i}"), Token);
        Assert.Equal(100, _first.Puts + _second.Puts);
        Assert.InRange(_first.Puts, 1, 99);
    }

    [Fact]
    public async Task A_host_that_failed_is_left_out_for_two_seconds_and_then_twice_as_long()
    {
        var time = new ManualTime();
        await using var client = FlumeClient.Create(To(_one.Port, _two.Port) with { Choice = HostChoice.LoadBalance, Backoff = true }, time: time);
        _first.Refuse = _ => new ChannelFullException("full");
        await SendAsync(client, 4);
        Assert.Equal(1, _first.Puts);
        time.Advance(TimeSpan.FromSeconds(2));
        await SendAsync(client, 4);
        Assert.Equal(2, _first.Puts);
        time.Advance(TimeSpan.FromSeconds(3.9));
        await SendAsync(client, 4);
        Assert.Equal(2, _first.Puts);
        time.Advance(TimeSpan.FromSeconds(0.1));
        await SendAsync(client, 4);
        Assert.Equal(3, _first.Puts);
        Assert.Equal(16, _second.Events.All.Count);
    }

    [Theory]
    [InlineData(HostSelector.RoundRobin)]
    [InlineData(HostSelector.Random)]
    public async Task When_every_host_is_left_out_the_call_fails_and_says_so(HostSelector selector)
    {
        _first.Refuse = _second.Refuse = _ => new ChannelFullException("full");
        await using var client = FlumeClient.Create(
            To(_one.Port, _two.Port) with { Choice = HostChoice.LoadBalance, Backoff = true, Selector = selector }, time: new ManualTime());
        var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => client.AppendAsync(EventOf("a"), Token).AsTask());
        Assert.Contains("Unable to send event to any host: Failed to send", failure.Message, StringComparison.Ordinal);
        failure = await Assert.ThrowsAsync<EventDeliveryException>(() => client.AppendBatchAsync(Events(2), Token).AsTask());
        Assert.Equal("Unable to send batch to any host: all have failed and are left out for a while (backoff).", failure.Message);
        Assert.Equal(2, _first.Puts + _second.Puts);
    }

    private static async Task SendAsync(FlumeClient client, int count)
    {
        for (var i = 0; i < count; i++)
            await client.AppendAsync(EventOf("a"), Token);
    }
}
