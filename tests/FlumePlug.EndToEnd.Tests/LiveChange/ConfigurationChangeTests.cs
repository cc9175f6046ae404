using System.Runtime.InteropServices;
using FlumePlug.EndToEnd.Tests.Running;
using static FlumePlug.EndToEnd.Tests.Running.Configurations;

namespace FlumePlug.EndToEnd.Tests.LiveChange;

/// <summary>An operator edits the configuration of a running agent, well and badly.</summary>
public sealed class ConfigurationChangeTests : IDisposable
{
    private const string Goes = "the agent goes on as it was";

    private readonly TestDirectory _directory = new();
    private readonly int _port = Ports.Free();
    private readonly string _out;

    public ConfigurationChangeTests() => _out = _directory.Make("out");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("agent")]
    [InlineData("run")]
    public async Task A_saved_edit_is_live_and_what_was_acknowledged_before_is_delivered(string verb)
    {
        await using var agent = await StartAsync(verb);
        using var client = await LineClient.ConnectAsync(_port);
        await client.SendAsync(Lines(40, "old "));
        await client.ExpectAsync(Oks(40));
        var next = Ports.Free();
        Write(NetcatToFiles(next, _out));
        await agent.WhenLoggedAsync("Configuration updated: restart source r1");

        Assert.Equal("", await client.ReadToEndAsync());
        Assert.False(await LineClient.CanConnectAsync(_port));
        Assert.Equal(Oks(5), await LineClient.AskAsync(next, Lines(5, "new ")));
        await agent.StopAsync();
        Assert.Equal(Enumerable.Range(1, 40).Select(i => $"old {i}").Concat(Enumerable.Range(1, 5).Select(i => $"new {i}")), _directory.Lines("out/out-"));
    }

    [Fact]
    public async Task An_edit_beside_a_listener_leaves_its_connections_open()
    {
        await using var agent = await StartAsync();
        using var client = await LineClient.ConnectAsync(_port);
        await client.SendAsync("1\n");
        await client.ExpectAsync("OK\n");
        Write(NetcatToFiles(_port, _out, """
            a1.sources.r1.interceptors = i1
            a1.sources.r1.interceptors.i1.type = search_replace
            a1.sources.r1.interceptors.i1.searchPattern = ^
            a1.sources.r1.interceptors.i1.replaceString = seen-
            a1.channels.c1.capacity = 500
            a1.sinks.k1.batchSize = 50
            """));
        await agent.WhenLoggedAsync("Configuration updated: change channel c1; restart sink k1; change source r1");
        await client.SendAsync("2\n");
        await client.ExpectAsync("OK\n");
        await agent.StopAsync();
        Assert.Equal(["1", "seen-2"], _directory.Lines("out/out-"));
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("run")]
    public async Task A_wrong_edit_is_refused_with_its_line_and_the_next_right_one_is_taken(string verb)
    {
        await using var agent = await StartAsync(verb);
        Write(NetcatToFiles(_port, _out, "a1.sinks.k1.type = file_rol"));
        await agent.WhenLoggedAsync(Goes);
        Assert.Contains("flume.conf:14: a1.sinks.k1: unknown sink type 'file_rol'", agent.LogText, StringComparison.Ordinal);
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "1\n"));

        Write(NetcatToFiles(_port, _out, "a1.sinks.k1.batchSize = 50"));
        await agent.WhenLoggedAsync("Configuration updated: restart sink k1");
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "2\n"));
        await agent.StopAsync();
        Assert.Equal(["1", "2"], _directory.Lines("out/out-"));
    }

    [Fact]
    public async Task A_new_part_that_fails_leaves_the_old_one_running()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;
        await using var agent = await StartAsync();
        Write(NetcatToFiles(port, _out));
        await agent.WhenLoggedAsync("Unable to update configuration: The new source r1 could not be started: ");
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "1\n"));
    }

    [Fact]
    public async Task A_channel_in_memory_does_not_leave_with_events_in_it()
    {
        await using var agent = await StartAsync("agent", NetcatToNothing(_port));
        Assert.Equal(Oks(7), await LineClient.AskAsync(_port, Lines(7)));
        Write(NetcatToNothing(_port, "a1.channels = c2\na1.channels.c2.type = memory\na1.sources.r1.channels = c2"));
        await agent.WhenLoggedAsync("Channel c1 would leave with 7 events in it, which it keeps in memory only.");
        Write(NetcatToFiles(_port, _out));
        await agent.WhenLoggedAsync("Configuration updated: start sink k1");
        await agent.StopAsync();
        Assert.Equal(Enumerable.Range(1, 7).Select(i => $"line {i}"), _directory.Lines("out/out-"));
    }

    [Fact]
    public async Task Two_edits_within_a_second_end_with_the_second()
    {
        await using var agent = await StartAsync();
        var (first, second) = (Ports.Free(), Ports.Free());
        Write(NetcatToFiles(first, _out));
        Write(NetcatToFiles(second, _out));
        await Eventually.TrueAsync(() => LineClient.CanConnectAsync(second).GetAwaiter().GetResult(), () => agent.LogText);
        await agent.WhenLoggedAsync("Configuration updated: restart source r1");
        Assert.False(await LineClient.CanConnectAsync(first));
        Assert.Equal(0, agent.Logged(Goes));
    }

    [Fact]
    public async Task A_half_written_file_is_not_taken_for_a_configuration()
    {
        await using var agent = await StartAsync();
        var next = Ports.Free();
        var text = NetcatToFiles(next, _out);
        // As an editor that truncates and writes in pieces; between the pieces less time passes than the agent waits for.
        using (var file = new FileStream(_directory.PathOf("flume.conf"), FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
            foreach (var piece in text.Chunk(60))
                file.Write(System.Text.Encoding.UTF8.GetBytes(piece));
        await agent.WhenLoggedAsync("Configuration updated: restart source r1");
        Assert.Equal(1, agent.Logged("Reloading configuration."));
        Assert.Equal("OK\n", await LineClient.AskAsync(next, "1\n"));
    }

    [Theory]
    [InlineData("agent", "")]
    [InlineData("run", "")]
    [InlineData("agent", "a1.sources = r1\na1.chan")]
    [InlineData("run", "a1.sources = r1\na1.chan")]
    public async Task A_file_that_stays_half_written_is_refused(string verb, string text)
    {
        await using var agent = await StartAsync(verb);
        Write(text);
        await agent.WhenLoggedAsync(Goes);
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "1\n"));
    }

    [Fact]
    public async Task A_file_that_vanishes_changes_nothing_and_is_read_when_it_is_back()
    {
        await using var agent = await StartAsync();
        File.Delete(_directory.PathOf("flume.conf"));
        await agent.WhenLoggedAsync(Goes);
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "1\n"));
        Write(NetcatToFiles(_port, _out, "a1.sinks.k1.batchSize = 50"));
        await agent.WhenLoggedAsync("Configuration updated: restart sink k1");
    }

    [Fact]
    public async Task A_link_that_is_turned_to_another_file_is_an_edit()
    {
        var (one, two) = (_directory.Write("one.conf", NetcatToFiles(_port, _out)), _directory.Write("two.conf", NetcatToFiles(_port, _out, "a1.sinks.k1.batchSize = 50")));
        File.CreateSymbolicLink(_directory.PathOf("link.conf"), one);
        await using var agent = AgentProcess.Start(_directory.Path, ["agent", "-n", "a1", "-f", _directory.PathOf("link.conf")]);
        await agent.WhenStartedAsync();
        File.CreateSymbolicLink(_directory.PathOf("new"), two);
        File.Move(_directory.PathOf("new"), _directory.PathOf("link.conf"), overwrite: true);
        await agent.WhenLoggedAsync("Configuration updated: restart sink k1");
    }

    [Fact]
    public async Task SIGHUP_reads_the_configuration_again_also_when_it_is_not_followed()
    {
        await using var agent = await StartAsync("agent", NetcatToFiles(_port, _out), "--no-reload-conf");
        Write(NetcatToFiles(_port, _out, "a1.sinks.k1.batchSize = 50"));
        Assert.Equal("OK\n", await LineClient.AskAsync(_port, "1\n"));
        Assert.Equal(0, agent.Logged("Reloading configuration."));
        agent.Signal(PosixSignal.SIGHUP);
        await agent.WhenLoggedAsync("Configuration updated: restart sink k1");
        agent.Signal(PosixSignal.SIGHUP);
        await agent.WhenLoggedAsync("Configuration updated: nothing changes.");
    }

    private Task<AgentProcess> StartAsync(string verb = "agent") => StartAsync(verb, NetcatToFiles(_port, _out));

    private async Task<AgentProcess> StartAsync(string verb, string text, params string[] more)
    {
        var file = _directory.Write("flume.conf", text);
        string[] arguments = verb == "run" ? ["run", file, .. more] : ["agent", "-n", "a1", "-f", file, .. more];
        var agent = AgentProcess.Start(_directory.Path, arguments);
        await agent.WhenStartedAsync();
        return agent;
    }

    private void Write(string text) => _directory.Write("flume.conf", text);
}
