using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Netcat.Tests;

public sealed class NetcatSourceTests
{
    private const int Limit = 30_000;

    private readonly CollectingChannels _channels = new();

    [Fact(Timeout = Limit)]
    public async Task Every_line_is_an_event_without_headers_and_is_answered_OK()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        using var client = await source.ConnectAsync();
        await client.SendAsync("hello\n");
        await client.ExpectAsync("OK\n");
        await client.SendAsync("two\nthree\n");
        await client.ExpectAsync("OK\nOK\n");
        Assert.Equal(["hello", "two", "three"], _channels.Events.Texts);
        Assert.All(_channels.Events.All, stored => Assert.Empty(stored.Headers));
    }

    [Theory(Timeout = Limit)]
    [InlineData("\n", "")]
    [InlineData("dos\r\n", "dos\r")]
    [InlineData("a\rb\n", "a\rb")]
    [InlineData("\u0000\u0001\u001b\n", "\u0000\u0001\u001b")]
    [InlineData("\ufeffmark\n", "\ufeffmark")]
    [InlineData("caf\u00e9 \u20ac \U0001F600\n", "caf\u00e9 \u20ac \U0001F600")]
    public async Task A_body_is_all_that_comes_before_the_newline(string line, string body)
    {
        await using var source = await RunningSource.StartAsync(_channels);
        using var client = await source.ConnectAsync();
        await client.SendAsync(line);
        await client.ExpectAsync("OK\n");
        Assert.Equal([body], _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_line_that_comes_byte_by_byte_is_one_event()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        using var client = await source.ConnectAsync();
        foreach (var one in Encoding.UTF8.GetBytes("h\u00e9llo \U0001F600\n"))
            await client.SendAsync(new[] { one });
        await client.ExpectAsync("OK\n");
        Assert.Equal(["h\u00e9llo \U0001F600"], _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_half_line_at_disconnect_is_dropped()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        using var client = await source.ConnectAsync();
        await client.SendAsync("whole\nhalf");
        client.EndSending();
        Assert.Equal("OK\n", await client.ReadTextToEndAsync());
        Assert.Equal(["whole"], _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_refused_line_is_answered_with_the_reason_in_its_place_and_the_connection_stays()
    {
        _channels.Refuse = line => line.Text.StartsWith("bad", StringComparison.Ordinal) ? new ChannelException("no " + line.Text) : null;
        await using var source = await RunningSource.StartAsync(_channels);
        using var client = await source.ConnectAsync();
        await client.SendAsync("a\nbad1\nb\nc\nbad2\nbad2\n");
        await client.ExpectAsync("OK\nFAILED: no bad1\nOK\nOK\nFAILED: no bad2\nFAILED: no bad2\n");
        await client.SendAsync("d\n");
        await client.ExpectAsync("OK\n");
        Assert.Equal(["a", "b", "c", "d"], _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task Without_acknowledgements_only_refusals_are_answered()
    {
        _channels.Refuse = line => line.Text == "bad" ? new ChannelException("full") : null;
        await using var source = await RunningSource.StartAsync(_channels, ack: false);
        using var client = await source.ConnectAsync();
        await client.SendAsync("a\nbad\nb\n");
        client.EndSending();
        Assert.Equal("FAILED: full\n", await client.ReadTextToEndAsync());
        Assert.Equal(["a", "b"], _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task Lines_of_a_client_that_left_without_reading_its_answers_are_stored()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        using (var client = await source.ConnectAsync())
        {
            await client.SendAsync(string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i}\n")));
            client.EndSending();
            // Unread answers make the kernel reset the connection.
            await client.ReadAsync(3);
        }
        await _channels.Events.WhenAsync(5000, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => $"line {i}"), _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_put_that_fails_closes_that_connection_and_says_so_once()
    {
        _channels.Observe = batch =>
        {
            if (batch[0].Body.Length == 4)
                throw new InvalidOperationException("the interceptor is broken");
        };
        await using var source = await RunningSource.StartAsync(_channels);
        using var broken = await source.ConnectAsync();
        using var other = await source.ConnectAsync();
        await broken.SendAsync("four\n");
        Assert.Equal("", await broken.ReadTextToEndAsync());
        await other.SendAsync("hello\n");
        await other.ExpectAsync("OK\n");
        Assert.Single(source.Context.Logged.Lines, line => line.Text.Contains("the interceptor is broken", StringComparison.Ordinal));
    }

    [Theory(Timeout = Limit)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_the_lines_are_cut_each_is_stored_in_order_and_answered_once(int seed)
    {
        var random = new Random(seed);
        var lines = Enumerable.Range(0, 3000)
            .Select(i => $"{i} " + new string((char)random.Next('a', 0x3000), random.Next(8) == 0 ? random.Next(400) : random.Next(20)))
            .ToArray();
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n");
        await using var source = await RunningSource.StartAsync(_channels);
        using var client = await source.ConnectAsync();
        var answers = client.ReadAsync(3 * lines.Length);
        for (var sent = 0; sent < bytes.Length;)
        {
            var size = Math.Min(bytes.Length - sent, 1 + random.Next(random.Next(4) == 0 ? 100_000 : 300));
            await client.SendAsync(bytes.AsMemory(sent, size));
            sent += size;
        }
        Assert.Equal(string.Concat(Enumerable.Repeat("OK\n", lines.Length)), Encoding.UTF8.GetString(await answers));
        Assert.Equal(lines, _channels.Events.Texts);
    }
}
