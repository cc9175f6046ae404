using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using FlumePlug.Monitoring;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Tests;

public sealed class HttpMonitorTests : IAsyncLifetime
{
    private readonly TestComponentContext _context = new("http");
    private readonly ComponentCounters _source = new("SOURCE", "r1", "netcat") { StartTime = 1795266313566 };
    private readonly ComponentCounters _channel = new("CHANNEL", "c1", "memory");
    private readonly HttpClient _client = new();
    private FixedCounters _counters = null!;
    private HttpMonitor _monitor = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _counters = new FixedCounters(_channel, _source);
        _monitor = new HttpMonitor(new HttpMonitorOptions { Port = 0 }, _context, _counters);
        await _monitor.StartAsync(Token);
        _client.BaseAddress = new Uri($"http://localhost:{_monitor.Port}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _monitor.StopAsync(CancellationToken.None);
        await _monitor.StopAsync(CancellationToken.None);
        _monitor.Dispose();
        _context.Dispose();
    }

    [Fact]
    public async Task Metrics_are_an_object_per_component_with_every_value_a_string()
    {
        _source[CounterNames.EventReceivedCount].Add(12);
        _channel[CounterNames.ChannelSize].Set(10);
        _channel[CounterNames.ChannelCapacity].Set(100);

        using var answer = await _client.GetAsync(new Uri("/metrics", UriKind.Relative), Token);

        Assert.Equal("application/json;charset=utf-8", answer.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Equal(
            """{"CHANNEL.c1":{"ChannelCapacity":"100","ChannelSize":"10","ChannelFillPercentage":"10.0","Type":"CHANNEL","StartTime":"0","StopTime":"0"}"""
            + ""","SOURCE.r1":{"EventReceivedCount":"12","Type":"SOURCE","StartTime":"1795266313566","StopTime":"0"}}""",
            await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact]
    public async Task Counters_that_are_ours_alone_are_not_shown()
    {
        foreach (var name in new[]
                 {
                     CounterNames.EventRejectedCount, CounterNames.EventDroppedCount, CounterNames.OptionalDroppedCount,
                     CounterNames.PossibleDuplicateCount, CounterNames.EventRecoveredCount,
                 })
            _source[name].Increment();

        Assert.Equal(["Type", "StartTime", "StopTime"], (await ReadAsync("SOURCE.r1")).Keys);
    }

    [Theory]
    [InlineData(0, 0, "1.7976931348623157E308")]
    [InlineData(0, 100, "0.0")]
    [InlineData(100, 100, "100.0")]
    [InlineData(1, 3, "33.33333333333333")]
    [InlineData(2, 3, "66.66666666666666")]
    [InlineData(1, 100_000, "0.001")]
    [InlineData(7, 1_000_000, "7.0E-4")]
    [InlineData(123, 1_000_000_000, "1.23E-5")]
    [InlineData(1, int.MaxValue, "4.656612875245797E-8")]
    public async Task The_fill_percentage_is_written_as_java_writes_a_double(long size, long capacity, string expected)
    {
        _channel[CounterNames.ChannelSize].Set(size);
        _channel[CounterNames.ChannelCapacity].Set(capacity);

        Assert.Equal(expected, (await ReadAsync("CHANNEL.c1"))["ChannelFillPercentage"]);
    }

    [Fact]
    public async Task A_name_with_quotes_and_umlauts_is_still_json()
    {
        using var monitor = new HttpMonitor(
            new HttpMonitorOptions { Port = 0 }, _context, new FixedCounters(new ComponentCounters("SINK", "k\"ü<\n", "null")));
        await monitor.StartAsync(Token);

        using var json = JsonDocument.Parse(await _client.GetStringAsync(new Uri($"http://localhost:{monitor.Port}/metrics"), Token));

        Assert.Equal("SINK.k\"ü<\n", Assert.Single(json.RootElement.EnumerateObject()).Name);
        await monitor.StopAsync(Token);
    }

    [Fact]
    public async Task The_front_page_leads_to_the_metrics()
    {
        using var answer = await _client.GetAsync(new Uri("/", UriKind.Relative), Token);

        Assert.Equal("text/html;charset=utf-8", answer.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Equal("""For Flume metrics please click <a href = "./metrics"> here</a>.""", await answer.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("GET", "/METRICS?x=1", HttpStatusCode.OK)]
    [InlineData("GET", "/%6detrics", HttpStatusCode.OK)]
    [InlineData("POST", "/metrics", HttpStatusCode.OK)]
    [InlineData("HEAD", "/metrics", HttpStatusCode.OK)]
    [InlineData("DELETE", "/", HttpStatusCode.OK)]
    [InlineData("BREW", "/metrics", HttpStatusCode.OK)]
    [InlineData("GET", "/metrics/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/x", HttpStatusCode.NotFound)]
    [InlineData("GET", "//", HttpStatusCode.NotFound)]
    [InlineData("TRACE", "/metrics", HttpStatusCode.Forbidden)]
    [InlineData("OPTIONS", "/x", HttpStatusCode.Forbidden)]
    public async Task Every_method_and_path_is_answered_as_flume_answers_it(string method, string path, HttpStatusCode expected)
    {
        var line = (await AskAsync($"{method} {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")).Split("\r\n")[0];

        Assert.StartsWith($"HTTP/1.1 {(int)expected} ", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("garbage\r\n\r\n")]
    [InlineData("GET /metrics HTTP/1.1\r\n\r\n")]
    public async Task A_request_that_is_none_is_refused_and_the_next_one_served(string request)
    {
        Assert.StartsWith("HTTP/1.1 400 ", await AskAsync(request), StringComparison.Ordinal);
        Assert.NotEmpty(await ReadAsync("SOURCE.r1"));
    }

    [Fact]
    public async Task Counters_that_cannot_be_read_are_a_500_and_told_once()
    {
        _counters.Fails = true;

        for (var i = 0; i < 2; i++)
        {
            using var answer = await _client.GetAsync(new Uri("/metrics", UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        }

        Assert.Equal(["The counters could not be read for /metrics. broken"], _context.Logged.TextsOf(LogLevel.Error));
    }

    [Fact]
    public async Task A_port_in_use_is_a_clear_error_that_says_what_to_do()
    {
        using var second = new HttpMonitor(new HttpMonitorOptions { Port = _monitor.Port }, _context, _counters);

        var failure = await Assert.ThrowsAsync<IOException>(async () => await second.StartAsync(Token));

        Assert.StartsWith(
            $"The http monitor cannot listen on port {_monitor.Port}; free it or choose another with flume.monitoring.port: ",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_stop_the_port_is_free()
    {
        await _monitor.StopAsync(Token);

        using var listener = new TcpListener(IPAddress.IPv6Any, _monitor.Port);
        listener.Start();
    }

    private async Task<Dictionary<string, string>> ReadAsync(string component)
    {
        using var json = JsonDocument.Parse(await _client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Token));
        return json.RootElement.GetProperty(component).EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString()!);
    }

    private async Task<string> AskAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("localhost", _monitor.Port, Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Token);
        using var answer = new StreamReader(client.GetStream());
        return await answer.ReadToEndAsync(Token);
    }
}
