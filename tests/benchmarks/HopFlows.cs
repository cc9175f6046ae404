using System.Diagnostics;
using System.Globalization;
using FlumePlug.Client;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;
using static FlumePlug.Benchmarks.Configurations;

namespace FlumePlug.Benchmarks;

/// <summary>Between two agents, and from clients: Avro, Thrift, with TLS, one call at a time, logging.</summary>
internal sealed class HopFlows(TimeSpan warmUp, TimeSpan window)
{
    private const int Callers = 50;
    private const int LogCalls = 1_000_000;

    /// <summary>Two agents over a hop: the rate at the end, the processor time of both together.</summary>
    public async Task<Measurement> HopAsync(string type, string transport, double target)
    {
        using var authority = new TestAuthority();
        var port = AgentProcess.FreePort();
        var isSecure = transport == "TLS";
        var server = isSecure ? $"\nssl = true\nkeystore = {authority.Keystore()}\nkeystore-password = {TestAuthority.Password}" : "";
        var client = isSecure ? $"\nssl = true\ntruststore = {authority.Truststore}\ntruststore-password = {TestAuthority.Password}" : "";
        if (transport == "deflate")
            server = client = "\ncompression-type = deflate";
        using var collector = await AgentProcess.StartAsync(Of($"type = {type}\nbind = localhost\nport = {port}{server}", LargeChannel, Null(1000)));
        using var agent = await AgentProcess.StartAsync(Of("type = org.apache.flume.source.StressSource\nbatchSize = 1000\n", LargeChannel,
            $"type = {type}\nhostname = localhost\nport = {port}\nbatch-size = 1000{client}"));
        return await Measurement.OfAsync($"two agents, {type} hop, stress 500 B" + (transport.Length == 0 ? "" : ", " + transport), collector, warmUp, window,
            target, allocationLimit: isSecure ? null : 4, more: [agent]);
    }

    /// <summary>Events sent one by one: by many callers of one connection at a time, and by one that waits for each answer.</summary>
    public async Task<string> OneByOneAsync()
    {
        var port = AgentProcess.FreePort();
        using var agent = await AgentProcess.StartAsync(Of($"type = avro\nbind = localhost\nport = {port}", LargeChannel, Null(1000)));
        await using var client = FlumeClient.Create(new FlumeClientOptions { Hosts = [new("localhost", port)] });
        var item = new Event(Headers.Empty, new byte[500]);
        await RateAsync(client, item, Callers, warmUp);
        var together = await RateAsync(client, item, Callers, window);
        var alone = await RateAsync(client, item, 1, window);
        return string.Create(CultureInfo.InvariantCulture,
            $"append of one event: {Callers} callers {together:0}/s, one at a time {alone:0}/s: {together / alone:0.0} times (5)");
    }

    /// <summary>Log calls of one thread through the ILogger provider: what the caller waits, and what the queue could not keep.</summary>
    public static async Task<string> LoggingAsync()
    {
        var port = AgentProcess.FreePort();
        using var agent = await AgentProcess.StartAsync(Of($"type = avro\nbind = localhost\nport = {port}", LargeChannel, Null(1000)));
        using var factory = LoggerFactory.Create(logging => logging.AddFlume(LogAppenderOptions.To($"localhost:{port}") with { Capacity = LogCalls * 2 }));
        var logger = factory.CreateLogger("benchmark");
        for (var i = 0; i < LogCalls / 10; i++)
            logger.LogInformation("Order {Number} was paid", i);
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; i < LogCalls; i++)
            logger.LogInformation("Order {Number} was paid", i);
        var called = Stopwatch.GetElapsedTime(since);
        while (await agent.CounterAsync("SINK.k1", "EventDrainSuccessCount") < LogCalls + (LogCalls / 10))
            await Task.Delay(20);
        return string.Create(CultureInfo.InvariantCulture,
            $"ILogger: {LogCalls / called.TotalSeconds / 1e6:0.00} M calls/s (1), all stored after {Stopwatch.GetElapsedTime(since).TotalSeconds:0.00} s");
    }

    private static async Task<double> RateAsync(FlumeClient client, Event item, int callers, TimeSpan time)
    {
        var since = Stopwatch.GetTimestamp();
        var sent = await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            var count = 0L;
            for (; Stopwatch.GetElapsedTime(since) < time; count++)
                await client.AppendAsync(item);
            return count;
        }));
        return sent.Sum() / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }
}
