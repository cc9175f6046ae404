using System.Net;
using System.Net.Sockets;
using System.Text;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Netcat.Tests;

public sealed class NetcatConnectionsTests
{
    private const int Limit = 60_000;

    private readonly CollectingChannels _channels = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task Open_connections_are_counted_while_they_are_open()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        using (var first = await source.ConnectAsync())
        using (await source.ConnectAsync())
        {
            await first.SendAsync("a\n");
            await first.ExpectAsync("OK\n");
            await Eventually.TrueAsync(() => source.OpenConnections == 2, "two connections are counted");
        }
        await Eventually.TrueAsync(() => source.OpenConnections == 0, "closed connections are not counted");
    }

    [Fact(Timeout = Limit)]
    public async Task One_connection_too_many_is_told_so_and_has_room_when_another_leaves()
    {
        await using var source = await RunningSource.StartAsync(_channels, mostConnections: 2);
        using var first = await source.ConnectAsync();
        using (var second = await source.ConnectAsync())
        {
            await second.SendAsync("a\n");
            await second.ExpectAsync("OK\n");
            using var third = await source.ConnectAsync();
            Assert.Equal("FAILED: Too many connections (2)\n", await third.ReadTextToEndAsync());
        }
        await Eventually.TrueAsync(() => source.OpenConnections == 1, "the second connection is gone");
        using var fourth = await source.ConnectAsync();
        await fourth.SendAsync("b\n");
        await fourth.ExpectAsync("OK\n");
        Assert.Contains(source.Context.Logged.Lines, line => line.Text.Contains("max-connections", StringComparison.Ordinal));
    }

    [Fact(Timeout = Limit)]
    public async Task A_client_that_never_reads_its_answers_holds_up_itself_alone()
    {
        const int Lines = 8 * 1024 * 1024;
        var channels = new CountingChannels();
        await using var source = await RunningSource.StartAsync(channels);
        using var silent = await source.ConnectAsync();
        var flood = silent.SendAsync(Enumerable.Repeat((byte)'\n', Lines).ToArray());
        using var other = await source.ConnectAsync();
        long before;
        do
        {
            // As long as the silent one makes progress, so does the other; then the silent one stands still.
            before = channels.Events;
            for (var i = 0; i < 100; i++)
            {
                await other.SendAsync("hello\n");
                await other.ExpectAsync("OK\n");
            }
        }
        while (channels.Events > before + 100);
        Assert.InRange(channels.Events, 1, Lines - 1);

        var answers = 0L;
        var read = new byte[1 << 20];
        while (answers < 3L * Lines)
        {
            var received = await silent.Socket.ReceiveAsync(read, SocketFlags.None, Token);
            Assert.True(received > 0, "The connection was closed.");
            for (var i = 0; i < received; i++)
                Assert.Equal("OK\n"[(int)((answers + i) % 3)], (char)read[i]);
            answers += received;
        }
        await flood;
    }

    [Fact(Timeout = Limit)]
    public async Task While_the_channel_is_full_a_client_is_not_read_and_loses_nothing()
    {
        _channels.Hold();
        await using var source = await RunningSource.StartAsync(_channels);
        using var client = await source.ConnectAsync();
        await client.SendAsync("first\n");
        await _channels.WhenPutAsync(Token);
        await client.SendAsync("second\nthird\n");
        Assert.Empty(_channels.Events.All);
        _channels.Release();
        await client.ExpectAsync("OK\nOK\nOK\n");
        Assert.Equal(["first", "second", "third"], _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task Ten_thousand_connections_wait_without_a_buffer_each_and_all_are_served()
    {
        var count = Math.Min(10_000, (OpenFiles() - 1000) / 2);
        var channels = new CountingChannels();
        await using var source = await RunningSource.StartAsync(channels);
        var clients = new List<Socket>(count);
        try
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            for (var i = 0; i < count; i++)
            {
                clients.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
                await clients[i].ConnectAsync(source.EndPoint, Token);
            }
            await Eventually.TrueAsync(() => source.OpenConnections == count, "every connection is accepted");
            var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / count;
            Assert.True(each < 8 * 1024, $"A waiting connection, both its ends, holds {each} bytes.");
            foreach (var client in clients)
                await client.SendAsync("hello\n"u8.ToArray(), SocketFlags.None, Token);
            foreach (var client in clients)
                Assert.Equal(3, await client.ReceiveAsync(new byte[3], SocketFlags.None, Token));
            Assert.Equal(count, channels.Events);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Theory(Timeout = Limit)]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("0.0.0.0", "::1")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("::1", "::1")]
    public async Task Every_address_means_both_families_as_in_Java(string bind, string from)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var source = await RunningSource.StartAsync(_channels, bind: bind);
        using var client = await LineClient.ConnectAsync(new IPEndPoint(IPAddress.Parse(from), source.EndPoint.Port));
        await client.SendAsync("hello\n");
        await client.ExpectAsync("OK\n");
    }

    // Both ends of a connection live in this process.
    private static int OpenFiles()
    {
        var line = File.ReadLines("/proc/self/limits").First(limit => limit.StartsWith("Max open files", StringComparison.Ordinal));
        return line[14..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0] is var most && int.TryParse(most, out var limit) ? limit : int.MaxValue;
    }
}
