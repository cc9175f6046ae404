using FlumePlug.Avro.Tests.Interop;
using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Client.Tests.Clients;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Client.Tests;

public sealed class SingleHostTests : IAsyncLifetime
{
    private readonly CollectingChannels _channels = new();
    private RunningSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _source = await RunningSource.StartAsync(_channels);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task Single_events_and_batches_arrive_with_their_headers_in_order()
    {
        await using var client = FlumeClient.Create(To(_source.Port));
        await client.AppendAsync(EventOf("single", ("käse", "brötchen€😀")), Token);
        await client.AppendAsync(EventOf(""), Token);
        await client.AppendBatchAsync(Events(1050), Token);
        Assert.Equal(["single", "", .. Texts(1050)], _channels.Events.Texts);
        Assert.Equal("brötchen€😀", _channels.Events.All[0].Headers["käse"]);
        // Two appends, and the batch in calls of a hundred.
        Assert.Equal(2 + 11, _channels.Puts);
    }

    [Fact]
    public async Task An_empty_batch_sends_nothing()
    {
        await using var client = FlumeClient.Create(To(FlumePeer.FreePort()));
        await client.AppendBatchAsync(ReadOnlyMemory<Event>.Empty, Token);
    }

    [Fact]
    public async Task Fifty_callers_share_one_connection_and_none_waits_for_the_answer_of_another()
    {
        await using var client = FlumeClient.Create(To(_source.Port));
        _channels.Hold();
        var calls = Enumerable.Range(0, 50).Select(i => client.AppendAsync(EventOf($"{i}"), Token).AsTask()).ToArray();
        await _channels.WhenPutAsync(Token);
        _channels.Release();
        await Task.WhenAll(calls);
        Assert.Equal(Texts(50).Order(), _channels.Events.Texts.Order());
        Assert.Equal(1, _source.OpenConnections);
    }

    [Fact]
    public async Task A_refused_batch_tells_how_many_events_are_stored()
    {
        _channels.Refuse = kept => kept.Text == "250" ? new ChannelFullException("full") : null;
        await using var client = FlumeClient.Create(To(_source.Port));
        var failure = await Assert.ThrowsAsync<PartialDeliveryException>(() => client.AppendBatchAsync(Events(300), Token).AsTask());
        Assert.Equal(200, failure.Stored);
        Assert.Contains("Avro RPC call returned Status: FAILED", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Texts(200), _channels.Events.Texts);
    }

    [Fact]
    public async Task After_a_refusal_the_connection_is_used_on()
    {
        _channels.RefuseNext();
        await using var client = FlumeClient.Create(To(_source.Port));
        await Assert.ThrowsAsync<EventDeliveryException>(() => client.AppendBatchAsync(Events(2), Token).AsTask());
        await client.AppendBatchAsync(Events(2), Token);
        Assert.Equal(Texts(2), _channels.Events.Texts);
        Assert.Equal(1, _source.OpenConnections);
    }

    [Fact]
    public async Task A_host_that_is_not_there_fails_the_call_and_once_it_is_there_the_same_client_works()
    {
        var port = FlumePeer.FreePort();
        await using var client = FlumeClient.Create(To(port));
        var failure = await Assert.ThrowsAnyAsync<EventDeliveryException>(() => client.AppendAsync(EventOf("a"), Token).AsTask());
        Assert.Contains($"RPC connection error: no connection to localhost:{port}", failure.Message, StringComparison.Ordinal);
        await using var late = await RunningSource.StartAsync(_channels, RunningSource.Options(port: port));
        await client.AppendAsync(EventOf("b"), Token);
        Assert.Equal(["b"], _channels.Events.Texts);
    }

    [Fact]
    public async Task A_host_name_that_nobody_knows_is_named()
    {
        await using var client = FlumeClient.Create(new() { Hosts = [new("nobody.invalid", 4141)] });
        var failure = await Assert.ThrowsAnyAsync<EventDeliveryException>(() => client.AppendAsync(EventOf("a"), Token).AsTask());
        Assert.Contains("no connection to nobody.invalid:4141", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_is_not_answered_in_time_fails_and_the_next_one_connects_anew()
    {
        var time = new ManualTime();
        await using var client = FlumeClient.Create(To(_source.Port), time: time);
        _channels.Hold();
        var call = client.AppendAsync(EventOf("a"), Token).AsTask();
        await _channels.WhenPutAsync(Token);
        time.Advance(TimeSpan.FromSeconds(21));
        var failure = await Assert.ThrowsAsync<EventDeliveryException>(() => call);
        Assert.Contains("not answered within 20000 ms (request-timeout)", failure.Message, StringComparison.Ordinal);
        _channels.Release();
        await client.AppendAsync(EventOf("b"), Token);
        Assert.Contains("b", _channels.Events.Texts);
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_take_the_connection_from_others()
    {
        await using var client = FlumeClient.Create(To(_source.Port));
        using var impatient = new CancellationTokenSource();
        _channels.Hold();
        var given = client.AppendAsync(EventOf("a"), impatient.Token).AsTask();
        var other = client.AppendAsync(EventOf("b"), Token).AsTask();
        await _channels.WhenPutAsync(Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        _channels.Release();
        await other;
        Assert.Equal(1, _source.OpenConnections);
    }

    [Fact]
    public async Task An_agent_that_leaves_fails_what_waits_for_its_answer_and_its_successor_is_found()
    {
        var port = FlumePeer.FreePort();
        await using var client = FlumeClient.Create(To(port));
        var gone = new CollectingChannels();
        gone.Hold();
        Task call;
        await using (await RunningSource.StartAsync(gone, RunningSource.Options(port: port)))
        {
            call = client.AppendAsync(EventOf("a"), Token).AsTask();
            await gone.WhenPutAsync(Token);
        }
        await Assert.ThrowsAsync<EventDeliveryException>(() => call);
        await using var next = await RunningSource.StartAsync(_channels, RunningSource.Options(port: port));
        await client.AppendAsync(EventOf("b"), Token);
        Assert.Equal(["b"], _channels.Events.Texts);
    }

    [Fact]
    public async Task A_closed_client_refuses_calls_and_closes_twice()
    {
        var client = FlumeClient.Create(To(_source.Port));
        await client.AppendAsync(EventOf("a"), Token);
        await client.DisposeAsync();
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.AppendAsync(EventOf("b"), Token).AsTask());
        await Eventually.TrueAsync(() => _source.OpenConnections == 0, "the connection stays open");
    }
}
