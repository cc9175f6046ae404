using System.Net.Sockets;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Syslog.Tests;

public sealed class FramingTests
{
    private const int Limit = 60_000;
    private const string Status = "flume.syslog.status";

    private readonly CollectingChannels _channels = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = Limit)]
    [InlineData("13 <13>1 - h one")]
    [InlineData("14 <13>1 - h one\n")]
    [InlineData("13 <13>1 - h one\n")]
    [InlineData("<13>1 - h one\n")]
    public async Task A_message_may_be_counted_or_end_with_a_newline_and_both_may_change(string message)
    {
        await using var source = await RunningSource.TcpAsync(_channels);
        using var socket = await source.SendAsync(message + "13 <13>1 - h two<13>1 - h six\n" + message);
        await _channels.Events.WhenAsync(4, Token);
        Assert.Equal(["one", "two", "six", "one"], _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_counted_message_may_have_line_breaks()
    {
        await using var source = await RunningSource.TcpAsync(_channels);
        using var socket = await source.SendAsync("22 <13>1 - h stack\nof\r\nit<13>1 - h next\n");
        await _channels.Events.WhenAsync(2, Token);
        Assert.Equal(["stack\nof\r\nit", "next"], _channels.Events.Texts);
        Assert.Equal("h", _channels.Events.All[0].Headers["host"]);
    }

    [Theory(Timeout = Limit)]
    [InlineData("12 monkeys\n", "12 monkeys")]
    [InlineData("12\n", "12")]
    [InlineData("12 \n", "12 ")]
    [InlineData("0 <13>1 - h x\n", "0 <13>1 - h x")]
    [InlineData("12345678 <13>1 - h x\n", "12345678 <13>1 - h x")]
    [InlineData("7<13>\n", "7<13>")]
    public async Task Digits_that_are_no_count_are_a_line(string line, string body)
    {
        await using var source = await RunningSource.TcpAsync(_channels);
        using var socket = await source.SendAsync(line);
        await _channels.Events.WhenAsync(1, Token);
        Assert.Equal(body, _channels.Events.Texts[0]);
        Assert.Equal("Invalid", _channels.Events.All[0].Headers[Status]);
    }

    [Fact(Timeout = Limit)]
    public async Task However_the_stream_is_cut_the_messages_are_the_same()
    {
        var stream = Encoding.UTF8.GetBytes("<13>1 - h one\n13 <13>1 - h two\n\n24 <13>1 - h a\nlonger\ntext!<14>1 - h é\n22 no count\n30 <15>1 2003-10-11T22:14:15Z h z");
        await using var source = await RunningSource.TcpAsync(_channels);
        for (var first = 1; first < stream.Length; first += 3)
        {
            using var socket = await source.SendAsync(stream.AsMemory(0, first));
            socket.NoDelay = true;
            foreach (var one in stream.AsMemory(first).ToArray().Chunk(first))
                await socket.SendAsync(one, SocketFlags.None, Token);
            await _channels.Events.WhenAsync(((first - 1) / 3 * 6) + 6, Token);
        }
        Assert.All(
            _channels.Events.Texts.Chunk(6),
            texts => Assert.Equal(["one", "two", "a\nlonger\ntext!", "é", "22 no count", "z"], texts));
    }

    [Fact(Timeout = Limit)]
    public async Task A_line_beyond_the_limit_is_cut_and_its_rest_is_a_message_of_its_own()
    {
        await using var source = await RunningSource.TcpAsync(_channels, OptionsOf.Tcp(eventSize: 20));
        using var socket = await source.SendAsync($"<13>1 - h {new string('x', 25)}\n<13>1 - h fits\n45 <13>1 - h {new string('y', 35)}<13>1 - h last\n");
        await _channels.Events.WhenAsync(7, Token);
        Assert.Equal(
            [new string('x', 10), new string('x', 15), "fits", new string('y', 10), new string('y', 20), new string('y', 5), "last"],
            _channels.Events.Texts);
        Assert.Equal(
            ["Incomplete", "Invalid", null, "Incomplete", "Invalid", "Invalid", null], _channels.Events.All.Select(one => one.Headers[Status]));
    }

    [Fact(Timeout = Limit)]
    public async Task A_stream_without_any_newline_is_cut_again_and_again_and_holds_little()
    {
        await using var source = await RunningSource.TcpAsync(_channels);
        using var socket = await source.SendAsync(new byte[250_000]);
        await _channels.Events.WhenAsync(100, Token);
        Assert.All(_channels.Events.All, one => Assert.Equal(2500, one.Body.Length));
    }

    [Fact(Timeout = Limit)]
    public async Task A_message_that_does_not_end_is_dropped_and_counted()
    {
        await using var source = await RunningSource.TcpAsync(_channels);
        using (await source.SendAsync("<13>1 - h whole\n<13>1 - h half"))
            await _channels.Events.WhenAsync(1, Token);
        await Eventually.TrueAsync(() => source.Counter(CounterNames.EventReadFail) == 1, "the half message is counted");
        Assert.Equal(["whole"], _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task Multiport_puts_no_more_than_its_batch_size_at_once()
    {
        var sizes = new List<int>();
        _channels.Observe = batch => sizes.Add(batch.Count);
        await using var source = await RunningSource.StartAsync(
            _channels, context => new MultiportSyslogTcpSource(OptionsOf.Multiport(batchSize: 7), context));
        using var socket = await source.SendAsync(string.Concat(Enumerable.Range(0, 500).Select(i => $"<13>1 2003-10-11T22:14:15Z h {i}\n")));
        await _channels.Events.WhenAsync(500, Token);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"{i}"), _channels.Events.Texts);
        Assert.InRange(sizes.Max(), 2, 7);
    }

    [Fact(Timeout = Limit)]
    public async Task Multiport_skips_a_port_that_is_taken_and_fails_when_all_are()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((System.Net.IPEndPoint)taken.LocalEndPoint!).Port;
        await using var source = await RunningSource.StartAsync(
            _channels, context => new MultiportSyslogTcpSource(OptionsOf.Multiport(ports: [port, 0], portHeader: "port"), context));
        using var socket = await source.SendAsync("<13>1 2003-10-11T22:14:15Z h one\n");
        await _channels.Events.WhenAsync(1, Token);
        Assert.Equal($"{source.EndPoint.Port}", _channels.Events.All[0].Headers["port"]);
        using var context = new TestComponentContext();
        using var none = new MultiportSyslogTcpSource(OptionsOf.Multiport(ports: [port]), context);
        await Assert.ThrowsAsync<SocketException>(() => none.StartAsync(Token).AsTask());
    }
}
