using System.Net;
using System.Net.Sockets;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Http.Tests;

public sealed class HttpAnswersTests
{
    private const int Limit = 60_000;

    private readonly CollectingChannels _channels = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task Events_that_are_stored_are_answered_with_200_and_nothing()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        var (status, text) = await source.PostAsync("""[{"headers":{"a":"b"},"body":"one"},{"body":"two"}]""");
        Assert.Equal((HttpStatusCode.OK, ""), (status, text));
        Assert.Equal(["one", "two"], _channels.Events.Texts);
        Assert.Equal("b", _channels.Events.All[0].Headers["a"]);
        Assert.Equal(1, _channels.Puts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_full_channel_is_answered_with_503_and_when_to_come_back()
    {
        _channels.RefuseNext(new ChannelFullException("No room."));
        await using var source = await RunningSource.StartAsync(_channels);
        using var answer = await source.Client.PostAsync(new Uri("/", UriKind.Relative), new StringContent("""[{"body":"x"}]"""), Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("1", answer.Headers.GetValues("Retry-After").Single());
        Assert.Equal("Error appending event to channel. Channel might be full.No room.\n", await answer.Content.ReadAsStringAsync(Token));
        Assert.Empty(_channels.Events.All);
        Assert.Equal(HttpStatusCode.OK, (await source.PostAsync("""[{"body":"x"}]""")).Status);
    }

    [Fact(Timeout = Limit)]
    public async Task What_is_no_JSON_is_answered_with_400_and_where()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        var (status, text) = await source.PostAsync("""[{"body":}]""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("Bad request from client. Request has invalid JSON Syntax. At byte 9 a value is expected.\n", text);
        Assert.Equal(1, source.ReadFails);
        Assert.Equal(0, _channels.Puts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_handler_that_fails_in_whatever_way_is_answered_with_500_counted_and_told()
    {
        Exception[] failures = [new IOException("No table."), new OperationCanceledException("No time."), new InvalidDataException("No sense.")];
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.OptionsOf("failing"), context =>
            context.Provide<IHttpHandler>("failing", _ => new FailingHandler(failures)));
        foreach (var failure in failures)
        {
            var answer = await source.PostAsync("x");
            Assert.Equal((HttpStatusCode.InternalServerError, $"Deserializer threw unexpected exception. {failure.Message}\n"), answer);
            Assert.Contains(source.Context.Logged.TextsOf(LogLevel.Warning), text => text.Contains(failure.Message, StringComparison.Ordinal));
        }
        Assert.Equal(failures.Length, source.ReadFails);
    }

    [Theory(Timeout = Limit)]
    [InlineData("TRACE", 403)]
    [InlineData("OPTIONS", 403)]
    [InlineData("PUT", 405)]
    [InlineData("DELETE", 405)]
    [InlineData("PATCH", 501)]
    [InlineData("FOO", 501)]
    public async Task Other_methods_are_refused(string method, int status)
    {
        await using var source = await RunningSource.StartAsync(_channels);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/");
        using var answer = await source.Client.SendAsync(request, Token);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(Token));
    }

    [Fact(Timeout = Limit)]
    public async Task Too_many_or_too_large_headers_are_answered_with_431()
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.OptionsOf(
            maxHeaders: 20, configuration: new() { ["requestHeaderSize"] = "8192" }));
        var many = string.Concat(Enumerable.Range(0, 30).Select(i => $"X-{i}: y\r\n"));
        Assert.StartsWith("HTTP/1.1 431", await source.AnswerToAsync($"POST / HTTP/1.1\r\nHost: x\r\n{many}\r\n"), StringComparison.Ordinal);
        Assert.StartsWith(
            "HTTP/1.1 431", await source.AnswerToAsync($"POST / HTTP/1.1\r\nHost: x\r\nX: {new string('y', 9000)}\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400", await source.AnswerToAsync("no http at all\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task A_body_that_comes_too_slowly_is_answered_with_408()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        var answer = await source.AnswerToAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n[");
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Equal(0, _channels.Puts);
    }

    [Theory(Timeout = Limit)]
    [InlineData("", "")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nX: ", "HTTP/1.1 408")]
    public async Task A_client_that_does_not_go_on_is_closed_after_the_idle_time(string request, string answer)
    {
        await using var source = await RunningSource.StartAsync(
            _channels, RunningSource.OptionsOf(connector: new() { ["idleTimeout"] = "1000" }));
        Assert.StartsWith(answer, await source.AnswerToAsync(request), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await source.PostAsync("[]")).Status);
    }

    [Fact(Timeout = Limit)]
    public async Task One_connection_too_many_is_closed_counted_and_told_and_has_room_when_another_leaves()
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.OptionsOf(maxConnections: 1));
        using (var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await first.ConnectAsync(IPAddress.Loopback, source.Port, Token);
            await Assert.ThrowsAsync<HttpRequestException>(() => source.PostAsync("[]"));
            await Eventually.TrueAsync(() => source.Context.Counters[CounterNames.GenericProcessingFail].Value == 1, "It is not counted.");
            Assert.Contains("(max-connections = 1)", Assert.Single(source.Context.Logged.TextsOf(LogLevel.Warning)), StringComparison.Ordinal);
        }
        while (true)
        {
            try
            {
                Assert.Equal(HttpStatusCode.OK, (await source.PostAsync("[]")).Status);
                return;
            }
            catch (HttpRequestException)
            {
                // The first is not gone yet.
            }
        }
    }

    [Fact(Timeout = Limit)]
    public async Task A_client_that_leaves_within_its_body_is_forgotten()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(IPAddress.Loopback, source.Port, Token);
            await socket.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n[{\"body\":\"x\"}]"u8.ToArray(), SocketFlags.None, Token);
        }
        Assert.Equal(HttpStatusCode.OK, (await source.PostAsync("""[{"body":"after"}]""")).Status);
        Assert.Equal(["after"], _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_put_under_way_is_answered_before_the_source_has_stopped()
    {
        _channels.Hold();
        await using var source = await RunningSource.StartAsync(_channels);
        var answer = source.PostAsync("""[{"body":"held"}]""");
        await _channels.WhenPutAsync(Token);
        var stopped = source.StopAsync();
        _channels.Release();
        Assert.Equal(HttpStatusCode.OK, (await answer).Status);
        await stopped;
        Assert.Equal(["held"], _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_put_that_never_ends_does_not_hold_up_the_stop()
    {
        _channels.Hold();
        await using var source = await RunningSource.StartAsync(_channels);
        var answer = source.PostAsync("""[{"body":"held"}]""");
        await _channels.WhenPutAsync(Token);
        await source.StopAsync();
        try
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, (await answer).Status);
        }
        catch (HttpRequestException)
        {
            // Cut off, which is no acknowledgement either.
        }
        Assert.Empty(_channels.Events.All);
    }

    [Fact(Timeout = Limit)]
    public async Task A_port_in_use_fails_the_start_and_says_so()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        using var context = RunningSource.NewContext();
        using var second = new HttpSource(RunningSource.OptionsOf(port: source.Port), context);
        var failure = await Assert.ThrowsAsync<IOException>(() => second.StartAsync(Token).AsTask());
        Assert.Contains($"127.0.0.1:{source.Port}", failure.Message, StringComparison.Ordinal);
        await second.StopAsync(Token);
    }

    private sealed class FailingHandler(IEnumerable<Exception> failures) : IHttpHandler
    {
        private readonly Queue<Exception> _failures = new(failures);

        public void Read(HttpRequestContent request, EventBatch batch) => throw _failures.Dequeue();
    }
}
