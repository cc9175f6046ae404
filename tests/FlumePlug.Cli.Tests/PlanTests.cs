using static FlumePlug.Cli.Tests.Workspace;

namespace FlumePlug.Cli.Tests;

public sealed class PlanTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task The_plan_says_what_happens_to_each_component_and_which_events_are_at_risk()
    {
        _workspace.Write("old.conf", Counting(10, "a1.channels = c1 c2", "a1.channels.c2.type = memory", "a1.sources.r1.channels = c1 c2",
            "a1.sources = r1 r2", "a1.sources.r2.type = seq", "a1.sources.r2.channels = c1"));
        _workspace.Write("new.conf", Counting(20, "a1.channels.c1.capacity = 500", "a1.sinks.k1.maxBytesToLog = 9", "a1.sinks = k1 k2",
            "a1.sinks.k2.type = null", "a1.sinks.k2.channel = c1"));
        var plan = await _workspace.RunAsync("plan", "old.conf", "new.conf");
        Assert.Equal((0,
            """
            change  channel c1: keeps its events: resized in place, or emptied into its successor; those that do not fit refuse the change
            stop    channel c2: at risk: events that its sinks have not taken in 5 s, held in memory only, refuse the change
            restart sink k1
            start   sink k2
            restart source r1
            stop    source r2
            1 change, 2 stop, 2 restart, 1 start.

            """), (plan.ExitCode, plan.Output));
    }

    [Fact]
    public async Task Two_configurations_that_say_the_same_in_other_words_have_an_empty_plan()
    {
        _workspace.Write("old.conf", Counting(10));
        _workspace.Write("new.conf", "# the same\n" + Counting(10).Replace("type = memory", "type = org.apache.flume.channel.MemoryChannel", StringComparison.Ordinal));
        var plan = await _workspace.RunAsync("plan", "old.conf", "new.conf");
        Assert.Equal(["keep    channel c1", "keep    sink k1", "keep    source r1", "Nothing changes."], plan.OutputLines);
        var json = await _workspace.RunAsync("plan", "old.conf", "new.conf", "--json");
        using var lines = System.Text.Json.JsonDocument.Parse(json.Output);
        Assert.Equal("keep channel c1", $"{lines.RootElement[0].GetProperty("verb")} {lines.RootElement[0].GetProperty("component")}");
    }

    [Fact]
    public async Task A_wrong_new_configuration_is_told_and_has_no_plan()
    {
        _workspace.Write("old.conf", Counting(10));
        _workspace.Write("new.conf", Counting(10, "a1.sinks.k1.type = loger"));
        var plan = await _workspace.RunAsync("plan", "old.conf", "new.conf");
        Assert.Equal((2, ""), (plan.ExitCode, plan.Output));
        Assert.Contains("new.conf:10: error: a1.sinks.k1: unknown sink type 'loger'", plan.Log, StringComparison.Ordinal);
    }
}
