using System.Net;
using System.Net.Sockets;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Netcat.Tests;

public sealed class NetcatUdpSourceTests : IDisposable
{
    private const int Limit = 30_000;

    private readonly CollectingChannels _channels = new();
    private readonly TestComponentContext _context = new("r1", TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _context.Dispose();

    [Fact(Timeout = Limit)]
    public async Task A_datagram_is_one_event_up_to_its_first_newline()
    {
        await RunAsync(null, async port =>
        {
            foreach (var datagram in new[] { "one", "two\nrest is dropped\n", "", "\nnothing", "caf\u00e9\r\n" })
                await SendAsync(port, Encoding.UTF8.GetBytes(datagram));
            await _channels.Events.WhenAsync(5, Token);
        });
        Assert.Equal(["one", "two", "", "", "caf\u00e9\r"], _channels.Events.Texts);
        Assert.All(_channels.Events.All, stored => Assert.Empty(stored.Headers));
    }

    [Fact(Timeout = Limit)]
    public async Task Bytes_are_taken_as_they_are_and_datagrams_whole()
    {
        var large = new byte[65_507];
        new Random(7).NextBytes(large);
        large.AsSpan().Replace((byte)'\n', (byte)0xFF);
        await RunAsync(null, async port =>
        {
            await SendAsync(port, large);
            await _channels.Events.WhenAsync(1, Token);
        });
        Assert.Equal(large, _channels.Events.All[0].Body.ToArray());
    }

    [Theory(Timeout = Limit)]
    [InlineData("127.0.0.1", "/127.0.0.1:")]
    [InlineData("::1", "/[0:0:0:0:0:0:0:1]:")]
    public async Task The_sender_is_told_in_the_header_that_remoteAddress_names(string from, string start)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        var sent = 0;
        await RunAsync("from", async port =>
        {
            sent = await SendAsync(port, "hello"u8.ToArray(), from);
            await SendAsync(port, "other"u8.ToArray(), from);
            await _channels.Events.WhenAsync(2, Token);
        });
        Assert.Equal(start + sent, _channels.Events.All[0].Headers["from"]);
        Assert.StartsWith(start, _channels.Events.All[1].Headers["from"], StringComparison.Ordinal);
        Assert.NotEqual(_channels.Events.All[0].Headers["from"], _channels.Events.All[1].Headers["from"]);
    }

    [Fact(Timeout = Limit)]
    public async Task A_refused_datagram_is_dropped_with_one_line_in_the_log_and_the_next_is_taken()
    {
        _channels.Refuse = datagram => datagram.Text == "bad" ? new ChannelFullException("the channel is full") : null;
        await RunAsync(null, async port =>
        {
            foreach (var datagram in new[] { "bad", "bad", "bad", "good" })
                await SendAsync(port, Encoding.UTF8.GetBytes(datagram));
            await _channels.Events.WhenAsync(1, Token);
        });
        Assert.Equal(["good"], _channels.Events.Texts);
        Assert.Equal(["Error writing to channel, event dropped. the channel is full"], _context.Logged.TextsOf(LogLevel.Error));
    }

    [Fact(Timeout = Limit)]
    public async Task What_arrives_while_a_put_waits_travels_together()
    {
        _channels.Hold();
        await RunAsync(null, async port =>
        {
            await SendAsync(port, "first"u8.ToArray());
            await _channels.WhenPutAsync(Token);
            for (var i = 0; i < 50; i++)
                await SendAsync(port, Encoding.UTF8.GetBytes($"{i}"));
            _channels.Release();
            await _channels.Events.WhenAsync(51, Token);
        });
        Assert.Equal(["first", .. Enumerable.Range(0, 50).Select(i => $"{i}")], _channels.Events.Texts);
        // Some may still be in the kernel's buffer when the put goes on.
        Assert.InRange(_channels.Puts, 2, 10);
    }

    [Fact(Timeout = Limit)]
    public async Task A_port_in_use_fails_the_start()
    {
        await RunAsync(null, async port =>
        {
            using var second = new NetcatUdpSource(new NetcatUdpOptions { Port = port }, _context);
            await Assert.ThrowsAsync<SocketException>(() => second.StartAsync(Token).AsTask());
            await second.StopAsync(Token);
        });
    }

    private static async Task<int> SendAsync(int port, byte[] datagram, string to = "127.0.0.1")
    {
        var address = IPAddress.Parse(to);
        using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.SendToAsync(datagram, SocketFlags.None, new IPEndPoint(address, port), Token);
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task RunAsync(string? header, Func<int, Task> test)
    {
        using var source = new NetcatUdpSource(new NetcatUdpOptions { Port = 0, RemoteAddress = header }, _context);
        await source.StartAsync(Token);
        using var stop = new CancellationTokenSource();
        var run = source.RunAsync(_channels, stop.Token);
        await test(((IPEndPoint)source.LocalEndPoint!).Port);
        await stop.CancelAsync();
        await run.ContinueWith(static _ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);
        Assert.False(run.IsFaulted, run.Exception?.ToString());
        await source.StopAsync(Token);
    }
}
