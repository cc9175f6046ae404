using System.Net.Sockets;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Netcat.Tests;

public sealed class NetcatLifecycleTests
{
    private const int Limit = 30_000;

    private readonly CollectingChannels _channels = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task A_port_in_use_fails_the_start_and_is_taken_once_it_is_free()
    {
        using var context = new TestComponentContext("r2", TimeProvider.System);
        int port;
        await using (var source = await RunningSource.StartAsync(_channels))
        {
            port = source.EndPoint.Port;
            using var refused = new NetcatSource(OptionsOf(port), context);
            var failure = await Assert.ThrowsAsync<SocketException>(() => refused.StartAsync(Token).AsTask());
            Assert.Equal((SocketError.AddressAlreadyInUse, $"Cannot listen on 127.0.0.1:{port}: Address already in use"),
                (failure.SocketErrorCode, failure.Message));
            await refused.StopAsync(Token);
        }
        using var second = new NetcatSource(OptionsOf(port), context);
        await second.StartAsync(Token);
        await second.StopAsync(Token);
    }

    [Fact(Timeout = Limit)]
    public async Task A_host_that_nobody_knows_fails_the_start()
    {
        using var context = new TestComponentContext("r1", TimeProvider.System);
        using var source = new NetcatSource(OptionsOf(0, "no-such-host.invalid"), context);
        await Assert.ThrowsAsync<SocketException>(() => source.StartAsync(Token).AsTask());
    }

    [Fact(Timeout = Limit)]
    public async Task Stopping_closes_waiting_connections()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        using var client = await source.ConnectAsync();
        await client.SendAsync("hello\nhalf");
        await client.ExpectAsync("OK\n");
        await source.StopAsync();
        Assert.Equal("", await client.ReadTextToEndAsync());
        Assert.Equal(0, source.OpenConnections);
    }

    [Fact(Timeout = Limit)]
    public async Task A_put_under_way_is_finished_and_answered_before_the_source_has_stopped()
    {
        _channels.Hold();
        await using var source = await RunningSource.StartAsync(_channels);
        using var client = await source.ConnectAsync();
        await client.SendAsync("hello\n");
        await _channels.WhenPutAsync(Token);
        var stopped = source.StopAsync();
        Assert.False(stopped.IsCompleted);
        _channels.Release();
        await stopped;
        Assert.Equal("OK\n", await client.ReadTextToEndAsync());
        Assert.Equal(["hello"], _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_put_that_never_ends_does_not_hold_up_the_stop_and_is_not_answered()
    {
        _channels.Hold();
        await using var source = await RunningSource.StartAsync(_channels);
        using var client = await source.ConnectAsync();
        await client.SendAsync("hello\n");
        await _channels.WhenPutAsync(Token);
        await source.StopAsync();
        Assert.Equal("", await client.ReadTextToEndAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task A_stop_may_come_twice_and_without_a_start()
    {
        using var context = new TestComponentContext("r1", TimeProvider.System);
        using var never = new NetcatSource(OptionsOf(0), context);
        await never.StopAsync(Token);
        using var source = new NetcatSource(OptionsOf(0), context);
        await source.StartAsync(Token);
        await source.StopAsync(Token);
        await source.StopAsync(Token);
        await source.RunAsync(_channels, Token);
    }

    private static NetcatOptions OptionsOf(int port, string bind = "127.0.0.1") =>
        new() { Bind = bind, Port = port, MaxLineLength = 512, AckEveryEvent = true, Encoding = Charset.Parse("utf-8"), MaxConnections = 10 };
}
