using System.Net.Sockets;
using System.Text;
using FlumePlug.Avro.Tests.Interop;
using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Wire.Avro.Ipc;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Legacy.Tests;

public sealed class SourceTests : IAsyncDisposable
{
    private readonly CollectingChannels _channels = new();
    private readonly TestComponentContext _context = new("r1", TimeProvider.System);
    private readonly CancellationTokenSource _stop = new();
    private ISource? _source;
    private Task _run = Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Flumes_own_Thrift_client_of_old_delivers_to_us()
    {
        FlumePeer.Require();
        var source = await StartAsync(new ThriftLegacySource(Sources.Options, _context));
        await FlumePeer.RunToolAsync("OldClients.java", "thrift", $"{((System.Net.IPEndPoint)source.LocalEndPoint!).Port}");
        await _channels.Events.WhenAsync(1000, Token);
        CheckEvents();
    }

    [Fact]
    public async Task Flumes_own_Avro_client_of_old_delivers_to_us()
    {
        FlumePeer.Require();
        var source = await StartAsync(new AvroLegacySource(Sources.Options, _context));
        await FlumePeer.RunToolAsync("OldClients.java", "avro", $"{source.Port}");
        CheckEvents();
    }

    [Fact]
    public async Task An_Avro_client_is_told_that_its_event_was_refused()
    {
        var source = await StartAsync(new AvroLegacySource(Sources.Options, _context));
        _channels.RefuseNext();
        var request = OldAvro.Request(withText: true, "append", "body");
        Assert.NotNull((await OldAvro.AskAsync(source.Port, request, Token)).Error);
        Assert.Empty(_channels.Events.All);
        Assert.Equal((HandshakeMatch.Client, null), await OldAvro.AskAsync(source.Port, request, Token));
        Assert.Equal(["body"], _channels.Events.Texts);
    }

    [Fact]
    public async Task A_client_with_a_protocol_of_its_own_is_asked_for_it_once_and_read_by_the_names_of_fields()
    {
        var source = await StartAsync(new AvroLegacySource(Sources.Options, _context));
        var without = OldAvro.Request(withText: false, "append", "body");
        Assert.Equal((HandshakeMatch.None, null), await OldAvro.AskAsync(source.Port, without, Token));
        Assert.Empty(_channels.Events.All);
        Assert.Equal((HandshakeMatch.Client, "No such remote method: open"), await OldAvro.AskAsync(source.Port, OldAvro.Request(withText: true, "open", ""), Token));
        Assert.Equal((HandshakeMatch.Client, null), await OldAvro.AskAsync(source.Port, without, Token));
        Assert.Equal("{host=host, timestamp=12345, pri=WARN, nanos=678, FlumeOG=yes}", Assert.Single(_channels.Events.All).Headers.ToString());
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "A call's name")]
    [InlineData("\x16\x03\x01\x02\x00\x01\x00\x01", "A call's name")]
    [InlineData("\x80\x02\x00\x01\x00\x00\x00\x06" + "append\x00\x00\x00\x01\x00", "not Thrift's binary protocol")]
    [InlineData("\x80\x01\x00\x04\x00\x00\x00\x06" + "append\x00\x00\x00\x01\x0C\x00\x01\x0B\x00\x03\xFF\xFF\xFF\xFF", "does not fit into its message")]
    [InlineData("\x80\x01\x00\x04\x00\x00\x00\x06" + "append\x00\x00\x00\x01\x0C\x00\x01\x0B\x00\x03\x7F\xFF\xFF\xFF", "does not fit into its message")]
    [InlineData("\x80\x01\x00\x04\x00\x00\x00\x06" + "append\x00\x00\x00\x01\x0C\x00\x01\x0D\x00\x06" + "\x0B\x0B\x7F\xFF\xFF\xFF", "does not fit into its message")]
    public async Task What_is_not_the_old_Thrift_closes_its_connection_after_what_was_right(string bytes, string reason)
    {
        var source = await StartAsync(new ThriftLegacySource(Sources.Options, _context));
        using var client = await source.ConnectAsync();
        await client.SendAsync((byte[])[.. Sources.Append("right"), .. Encoding.Latin1.GetBytes(bytes)], SocketFlags.None, Token);
        Assert.True(await IsClosedAsync(client));
        Assert.Equal(["right"], _channels.Events.Texts);
        await Eventually.TrueAsync(() => _context.Logged.TextsOf(LogLevel.Warning).Count > 0, () => "nothing was logged");
        var warning = Assert.Single(_context.Logged.Lines, line => line.Level == LogLevel.Warning);
        Assert.Contains("does not speak the Thrift of Flume 0.9", warning.Text, StringComparison.Ordinal);
        Assert.Contains(reason, warning.Cause!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("hello", 400)]
    [InlineData("\x7F\xFF\xFF\xFF", 400)]
    [InlineData("\x00\x00\x00\x02\x01\x02\x00\x00\x00\x00", 400)]
    public async Task What_is_not_the_old_Avro_is_refused(string body, int status)
    {
        var source = await StartAsync(new AvroLegacySource(Sources.Options, _context));
        using var http = new HttpClient();
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        using var response = await http.PostAsync(new Uri($"http://127.0.0.1:{source.Port}/"), content, Token);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Damaged_calls_disturb_nobody_and_cost_no_memory()
    {
        var channels = new CountingChannels();
        var source = await StartAsync(new ThriftLegacySource(Sources.Options, _context), channels);
        using var honest = await source.ConnectAsync();
        await honest.SendAsync(Sources.Append("before"), SocketFlags.None, Token);
        await Eventually.TrueAsync(() => channels.Last == "before", "the honest client is not served");
        byte[][] seeds = [Sources.Append("body"), [.. Sources.Append("a"), .. Sources.Append(new string('b', 3000)), .. Sources.Append("c")]];
        await Damage.SendAsync(seeds, async () => new NetworkStream(await source.ConnectAsync(), ownsSocket: true), _context.Logged);
        await honest.SendAsync(Sources.Append("still here"), SocketFlags.None, Token);
        await Eventually.TrueAsync(() => channels.Last == "still here", "the honest client is not served any more");
    }

    [Fact]
    public async Task Calls_that_arrive_byte_by_byte_are_read()
    {
        var source = await StartAsync(new ThriftLegacySource(Sources.Options, _context));
        using var client = await source.ConnectAsync();
        foreach (var one in Sources.Append("slow").Concat(Sources.Append("ly")))
            await client.SendAsync(new[] { one }, SocketFlags.None, Token);
        await _channels.Events.WhenAsync(2, Token);
        Assert.Equal(["slow", "ly"], _channels.Events.Texts);
        Assert.Equal("{host=host, timestamp=0, pri=INFO, nanos=0, FlumeOG=yes}", _channels.Events.All[0].Headers.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        (_source as IDisposable)?.Dispose();
        _stop.Dispose();
        _context.Dispose();
    }

    private void CheckEvents()
    {
        var events = _channels.Events.All;
        Assert.Equal(1000, events.Count);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(i == 500 ? new string('x', 1024 * 1024) : $"body {i}", events[i].Text);
            var headers = events[i].Headers;
            Assert.Equal(("hübsch", $"{1000 + i}", "WARN", $"{i}", "brötchen€", "yes"),
                (headers["host"], headers["timestamp"], headers["pri"], headers["nanos"], headers["käse"], headers["FlumeOG"]));
        }
    }

    private async Task<T> StartAsync<T>(T source, IChannelProcessor? channels = null)
        where T : ISource
    {
        await source.StartAsync(Token);
        (_source, _run) = (source, source.RunAsync(channels ?? _channels, _stop.Token));
        return source;
    }

    private static async Task<bool> IsClosedAsync(Socket client)
    {
        try
        {
            return await client.ReceiveAsync(new byte[1], SocketFlags.None, Token) == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
