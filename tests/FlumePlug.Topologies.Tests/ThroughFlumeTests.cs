using System.Globalization;
using FlumePlug.Avro.Tests.Interop;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.Topologies.Tests;

/// <summary>Flume, FlumePlug, Flume, a file channel in each: whichever is killed under load, nothing is lost.</summary>
public sealed class ThroughFlumeTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly int _port = Ports.Free();
    private readonly int _hop = Ports.Free();
    private readonly int _last = Ports.Free();

    [Fact]
    public async Task Whichever_of_a_chain_is_killed_nothing_is_lost()
    {
        FlumePeer.Require();
        _directory.Make("out");
        var starting = (First: FirstAsync(), Last: LastAsync());
        await using var first = await starting.First;
        var last = await starting.Last;
        var ours = await OursAsync();
        var load = new Load(_port);

        await load.MoreAsync(500);
        await ours.DisposeAsync();
        await load.MoreAsync(500);
        ours = await OursAsync();
        await Eventually.TrueAsync(() => Lines().Count > 500, () => $"{Lines().Count} lines\n{ours.LogText}\n{last.LogText}");
        await last.DisposeAsync();
        await load.MoreAsync(500);
        await using var lastAgain = await LastAsync();
        var lines = await load.EndAsync();

        await Eventually.TrueAsync(() => Lines().ToHashSet().IsSupersetOf(lines), () => $"{lines.Except(Lines()).Count()} of {lines.Count} are missing\n{ours.LogText}");
        var written = Lines();
        Assert.Equal(lines.Count, written.Distinct().Count());
        TestContext.Current.TestOutputHelper?.WriteLine($"{lines.Count} lines, {written.Count - lines.Count} of them twice");
        Assert.InRange(written.Count - lines.Count, 0, 2000);
        await ours.StopAsync();
        await ours.DisposeAsync();
    }

    public void Dispose() => _directory.Dispose();

    private IReadOnlyList<string> Lines() => _directory.Lines("out/");

    private Task<FlumePeer> FirstAsync() => FlumePeer.RunAgentAsync(Chain("first",
        $"type = netcat|bind = 127.0.0.1|port = {_port}", $"type = avro|hostname = 127.0.0.1|port = {_hop}"), "Created serverSocket");

    private Task<FlumePeer> LastAsync() => FlumePeer.RunAgentAsync(Chain("last",
        $"type = avro|bind = 127.0.0.1|port = {_last}", $"type = file_roll|sink.directory = {_directory.PathOf("out")}|sink.rollInterval = 0"),
        "SOURCE, name: r1 started");

    private async Task<AgentProcess> OursAsync()
    {
        var configuration = _directory.Write("ours.conf",
            Chain("ours", $"type = avro|bind = 127.0.0.1|port = {_hop}", $"type = avro|hostname = 127.0.0.1|port = {_last}"));
        var agent = AgentProcess.Start(_directory.Path, ["run", configuration]);
        await agent.WhenStartedAsync();
        return agent;
    }

    private string Chain(string name, string source, string sink) => string.Create(CultureInfo.InvariantCulture, $"""
        a1.sources = r1
        a1.channels = c1
        a1.sinks = k1
        {Options("a1.sources.r1.", source)}
        a1.sources.r1.channels = c1
        a1.channels.c1.type = file
        a1.channels.c1.checkpointDir = {_directory.PathOf(name)}/checkpoint
        a1.channels.c1.dataDirs = {_directory.PathOf(name)}/data
        {Options("a1.sinks.k1.", sink)}
        a1.sinks.k1.channel = c1

        """);

    private static string Options(string prefix, string options) => string.Join('\n', options.Split('|').Select(option => prefix + option));
}
