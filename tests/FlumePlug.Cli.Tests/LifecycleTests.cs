using System.Net.Sockets;
using System.Text;

namespace FlumePlug.Cli.Tests;

public sealed class LifecycleTests : IDisposable
{
    private readonly Workspace _here = new();

    public void Dispose() => _here.Dispose();

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_stops_the_agent_which_says_that_nothing_is_left(string signal)
    {
        _here.Write("flume.conf", Workspace.Counting(3));
        await using var running = _here.Start("run", "flume.conf");
        await running.LogsAsync("body: 32");
        await running.LogsAsync("Agent a1 started");
        await running.SignalAsync(signal);
        var outcome = await running.EndAsync();
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains($"Agent a1 stops on SIG{signal}.", outcome.Log, StringComparison.Ordinal);
        Assert.EndsWith("Agent a1 stopped; 0 events were left in memory.", outcome.LogLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_drain_timeout_leaves_in_memory_is_counted_in_the_last_line()
    {
        _here.Write("flume.conf", Workspace.Counting(42).Replace("k1.type = logger", "k1.type = file_roll\na1.sinks.k1.sink.directory = nowhere", StringComparison.Ordinal));
        await using var running = _here.Start("run", "flume.conf", "--drain-timeout", "0.5", "--log-level", "debug");
        await running.LogsAsync("Agent a1 runs without what does not start yet: sink k1 (");
        var outcome = await running.StopAsync();
        Assert.Equal(0, outcome.ExitCode);
        Assert.EndsWith("Agent a1 stopped; 42 events were left in memory.", outcome.LogLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Systemd_is_told_when_the_agent_is_ready_and_when_it_stops()
    {
        using var systemd = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        systemd.Bind(new UnixDomainSocketEndPoint(_here.PathOf("notify")));
        _here.Environment["NOTIFY_SOCKET"] = _here.PathOf("notify");
        _here.Write("flume.conf", Workspace.Counting(3));
        await using var running = _here.Start("run", "flume.conf");
        Assert.Equal("READY=1\nSTATUS=1 channel, 1 sink, 1 source", await ReceiveAsync(systemd));
        await running.SignalAsync();
        Assert.Equal("STOPPING=1", await ReceiveAsync(systemd));
        Assert.Equal(0, (await running.EndAsync()).ExitCode);
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[1024];
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, deadline.Token));
    }
}
