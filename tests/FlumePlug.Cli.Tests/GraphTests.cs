namespace FlumePlug.Cli.Tests;

public sealed class GraphTests : IDisposable
{
    private const string Configuration = """
        a1.sources = r1 r2
        a1.channels = c1 c2 c3
        a1.sinks = k1 k2 k3
        a1.sources.r1.type = netcat
        a1.sources.r1.bind = localhost
        a1.sources.r1.port = 0
        a1.sources.r1.channels = c1 c2 c3
        a1.sources.r1.interceptors = i1 i2
        a1.sources.r1.interceptors.i1.type = timestamp
        a1.sources.r1.interceptors.i2.type = host
        a1.sources.r1.selector.type = multiplexing
        a1.sources.r1.selector.header = state
        a1.sources.r1.selector.mapping.CZ = c1
        a1.sources.r1.selector.mapping.US = c1 c2
        a1.sources.r1.selector.optional.US = c3
        a1.sources.r1.selector.default = c3
        a1.sources.r2.type = seq
        a1.sources.r2.channels = c1 c3
        a1.sources.r2.selector.optional = c3
        a1.channels.c1.type = memory
        a1.channels.c2.type = memory
        a1.channels.c3.type = memory
        a1.sinks.k1.type = logger
        a1.sinks.k1.channel = c1
        a1.sinks.k2.type = null
        a1.sinks.k2.channel = c2
        a1.sinks.k3.type = null
        a1.sinks.k3.channel = c2
        a1.sinkgroups = g1
        a1.sinkgroups.g1.sinks = k2 k3
        a1.sinkgroups.g1.processor.type = failover

        """;

    private const string Text = """
        agent a1
          source r1 (netcat) -> i1 (timestamp) -> i2 (host) -> state=CZ: c1; state=US: c1, c2, c3 (optional); otherwise: c3
          source r2 (seq) -> c1, c3 (optional)
          channel c1 (memory) -> sink k1 (logger)
          channel c2 (memory) -> sink k2 (null), in group g1 (failover)
          channel c2 (memory) -> sink k3 (null), in group g1 (failover)
          channel c3 (memory)

        """;

    private const string Mermaid = """
        flowchart LR
          subgraph a0["a1"]
            a0c0[("c1<br/>memory")]
            a0c1[("c2<br/>memory")]
            a0c2[("c3<br/>memory")]
            a0s0["r1<br/>netcat<br/>i1: timestamp<br/>i2: host"]
            a0s0 -->|"state=CZ"| a0c0
            a0s0 -->|"state=US"| a0c0
            a0s0 -->|"state=US"| a0c1
            a0s0 -.->|"state=US"| a0c2
            a0s0 -->|"otherwise"| a0c2
            a0s1["r2<br/>seq"]
            a0s1 --> a0c0
            a0s1 -.-> a0c2
            subgraph a0g0["g1<br/>failover"]
              a0k1["k2<br/>null"]
              a0k2["k3<br/>null"]
            end
            a0c0 --> a0k0["k1<br/>logger"]
            a0c1 --> a0k1["k2<br/>null"]
            a0c1 --> a0k2["k3<br/>null"]
          end

        """;

    private readonly Workspace _here = new();

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task The_topology_is_drawn_as_text_and_as_mermaid()
    {
        _here.Write("flume.conf", Configuration);
        Assert.Equal(new Outcome(0, $"{Text}\n```mermaid\n{Mermaid}```\n", ""), await _here.RunAsync("graph", "flume.conf"));
        Assert.Equal(new Outcome(0, Text, ""), await _here.RunAsync("graph", "flume.conf", "--form", "text"));
        Assert.Equal(new Outcome(0, Mermaid, ""), await _here.RunAsync("graph", "flume.conf", "--form", "mermaid"));
    }

    [Fact]
    public async Task Of_several_agents_all_are_drawn_or_the_one_named()
    {
        _here.Write("two.conf", Workspace.Counting(1) + Workspace.Counting(1).Replace("a1.", "b1.", StringComparison.Ordinal));
        Assert.Equal(["agent a1", "agent b1"], (await _here.RunAsync("graph", "two.conf", "--form", "text")).OutputLines.Where(line => line[0] != ' '));
        Assert.Equal(["agent b1"], (await _here.RunAsync("graph", "two.conf", "--form", "text", "--name", "b1")).OutputLines.Where(line => line[0] != ' '));
        Assert.Equal(new Outcome(2, "", "error: c1: no such agent (hint: a1, b1)\n"), await _here.RunAsync("graph", "two.conf", "--form", "text", "-n", "c1"));
    }

    [Fact]
    public async Task What_is_wrong_is_told_beside_the_drawing_of_the_rest()
    {
        _here.Write("flume.conf", Workspace.Counting(1).Replace("channel = c1", "channel = c2", StringComparison.Ordinal));
        var outcome = await _here.RunAsync("graph", "flume.conf");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Equal("flume.conf:9: error: a1.sinks.k1: names the channel 'c2', which a1.channels does not list (hint: c1)\n", outcome.Log);
        Assert.Contains("source r1 (seq) -> c1", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("    a0k0[\"k1<br/>logger\"]", outcome.OutputLines);
    }
}
