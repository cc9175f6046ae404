using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using static FlumePlug.Benchmarks.Configurations;

namespace FlumePlug.Benchmarks;

/// <summary>The flows of syslog and HTTP.</summary>
internal sealed class NetworkFlows(TimeSpan warmUp, TimeSpan window)
{
    /// <summary>RFC 5424 messages of 200 bytes from a few hosts, as they follow each other in a recording: fifty in a millisecond.</summary>
    public static byte[] Syslog200 { get; } = Messages(200, 1300);

    /// <summary>The same of 500 bytes.</summary>
    public static byte[] Syslog500 { get; } = Messages(500, 520);

    /// <summary>Syslog from some connections that each send as fast as they can.</summary>
    public async Task<Measurement> SyslogAsync(string type, int connections, double ceiling)
    {
        var port = AgentProcess.FreePort();
        using var agent = await AgentProcess.StartAsync(Of(SyslogTcp(type, port), LargeChannel, Null(1000)));
        var senders = Enumerable.Range(0, connections).Select(_ => new LineSender(port, readAnswers: false, Syslog200)).ToList();
        return await Measurement.OfAsync($"{type}, {connections} connection{(connections == 1 ? "" : "s")}", agent, warmUp, window, 5e6, ceiling, beforeStop: () =>
        {
            senders.ForEach(sender => sender.Dispose());
            return Task.CompletedTask;
        });
    }

    /// <summary>HTTP with batches of a hundred JSON events, one request after the other on a connection.</summary>
    public async Task<Measurement> HttpAsync()
    {
        var port = AgentProcess.FreePort();
        using var agent = await AgentProcess.StartAsync(Of($"type = http\nbind = 127.0.0.1\nport = {port}", LargeChannel, Null(1000)));
        var events = string.Join(',', Enumerable.Range(0, 100).Select(i =>
            $$"""{"headers":{"host":"web{{i % 4}}","app":"shop"},"body":"{{i}} {{new string('x', 100)}}"}"""));
        var request = Encoding.ASCII.GetBytes(
            $"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {events.Length + 2}\r\n\r\n[{events}]");
        var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => AskAsync(port, request, stop.Token)).ToArray();
        return await Measurement.OfAsync("http, JSON, batches of 100", agent, warmUp, window, 0.2e6, allocationLimit: 60, beforeStop: async () =>
        {
            await stop.CancelAsync();
            await Task.WhenAll(clients);
            stop.Dispose();
        });
    }

    /// <summary>Datagrams at a rate; tells how many the kernel dropped.</summary>
    public async Task<Measurement> DatagramsAsync(int perSecond)
    {
        var port = AgentProcess.FreePort();
        using var agent = await AgentProcess.StartAsync(Of($"type = syslogudp\nhost = 127.0.0.1\nport = {port}", LargeChannel, Null(1000)));
        using var stop = new CancellationTokenSource();
        long sent = 0;
        var sending = Task.Factory.StartNew(() => sent = SendDatagrams(port, perSecond, stop.Token), TaskCreationOptions.LongRunning);
        return await Measurement.OfAsync("syslogudp", agent, warmUp, window, perSecond, beforeStop: async () =>
        {
            await stop.CancelAsync();
            await sending;
            await Task.Delay(500);
            var (received, dropped) = (await agent.CounterAsync("SOURCE.r1", "EventReceivedCount"), await agent.CounterAsync("SOURCE.r1", "KernelDropCount"));
            Console.WriteLine($"syslogudp: {sent} sent, {received} received, {dropped} dropped by the kernel");
        });
    }

    public static string SyslogTcp(string type, int port) =>
        $"type = {type}\nhost = 127.0.0.1\n{(type == "syslogtcp" ? "port" : "ports")} = {port}";

    private static byte[] Messages(int length, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            var start = string.Create(CultureInfo.InvariantCulture, $"<{8 + (i % 6)}>1 2026-11-20T08:15:{i / 50 / 1000:00}.{i / 50 % 1000:000}Z web{i % 3}.example.com app {1000 + (i % 7)} ID47 - ");
            text.Append(start.PadRight(length - 1, 'x')).Append('\n');
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static async Task AskAsync(int port, byte[] request, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, CancellationToken.None);
        var answer = new byte[4096];
        while (!cancellationToken.IsCancellationRequested)
        {
            await socket.SendAsync(request, SocketFlags.None, CancellationToken.None);
            if (await socket.ReceiveAsync(answer, SocketFlags.None, CancellationToken.None) == 0 || !answer.AsSpan().StartsWith("HTTP/1.1 200"u8))
                throw new InvalidOperationException(Encoding.ASCII.GetString(answer));
        }
    }

    private static long SendDatagrams(int port, int perSecond, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(IPAddress.Loopback, port);
        var message = Syslog200.AsMemory(0, 199);
        var since = Stopwatch.GetTimestamp();
        long sent = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            for (var due = (long)(Stopwatch.GetElapsedTime(since).TotalSeconds * perSecond); sent < due; sent++)
                socket.Send(message.Span);
            Thread.Yield();
        }
        return sent;
    }
}
