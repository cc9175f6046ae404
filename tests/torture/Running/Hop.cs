using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.Torture.Tests.Running;

/// <summary>An agent that is killed and started again over the same directories.</summary>
internal sealed class Hop : IAsyncDisposable
{
    private const int Killed = 128 + 9;

    private readonly TestDirectory _directory;
    private readonly string _configuration;
    private AgentProcess? _agent;

    /// <param name="directory">Where everything of it is.</param>
    /// <param name="source">The lines of its source r1 but the port.</param>
    /// <param name="channel">The lines of its channel c1.</param>
    /// <param name="sink">The lines of its sink k1.</param>
    public Hop(TestDirectory directory, string source, string channel, string sink)
    {
        _directory = directory;
        Port = FreePort();
        _configuration = directory.Write("flume.conf", $"""
            a1.sources = r1
            a1.channels = c1
            a1.sinks = k1
            a1.sources.r1.bind = 127.0.0.1
            a1.sources.r1.port = {Port}
            a1.sources.r1.channels = c1
            a1.sinks.k1.channel = c1
            {Prefixed("sources.r1", source)}
            {Prefixed("channels.c1", channel)}
            {Prefixed("sinks.k1", sink)}
            """);
    }

    public int Port { get; }

    public string Log => _agent?.LogText ?? "";

    public Task StartAsync(string? killAt = null)
    {
        _agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "-f", _configuration], killAt is null ? [] : [("FLUMEPLUG_KILL_AT", killAt)]);
        return killAt is null ? _agent.WhenStartedAsync() : Task.CompletedTask;
    }

    public async Task KillAsync()
    {
        await _agent!.DisposeAsync();
        _agent = null;
    }

    /// <summary>Waits until it kills itself, or asks it to stop as soon as enough was done; returns whether it was killed, at whatever moment.</summary>
    public async Task<bool> DiesAsync(Task enough)
    {
        var exit = _agent!.ExitAsync();
        // Before it runs it cannot be asked.
        await Task.WhenAny(exit, _agent.WhenStartedAsync());
        if (await Task.WhenAny(exit, enough) != exit)
            _agent.TrySignal(PosixSignal.SIGTERM);
        var code = await exit;
        Assert.True(code is 0 or Killed, $"The agent ended with {code}.\n{Log}");
        await KillAsync();
        return code == Killed;
    }

    public async Task StopAsync()
    {
        await _agent!.StopAsync();
        await KillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
            await KillAsync();
    }

    private static string Prefixed(string prefix, string lines) => string.Join('\n', lines.Split('\n', StringSplitOptions.RemoveEmptyEntries
        | StringSplitOptions.TrimEntries).Select(line => $"a1.{prefix}.{line}"));

    // Below those that connections get by themselves: while the agent is down nobody else shall have it.
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20000, 32000);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken; the next one.
            }
        }
    }

    public override string ToString() => Port.ToString(CultureInfo.InvariantCulture);
}
