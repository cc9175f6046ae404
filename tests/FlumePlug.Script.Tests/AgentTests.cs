using System.Diagnostics;
using System.Reflection;

namespace FlumePlug.Script.Tests;

/// <summary>Scripts in the real agent, as a user starts it.</summary>
public sealed class AgentTests : IDisposable
{
    private static readonly string Agent = Path.Combine(typeof(AgentTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(setting => setting.Key == "AgentDirectory").Value!, "flumeplug");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("script-agent-");

    public void Dispose() => _directory.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    private void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    private void Configure(params string[] more) => Write("flume.conf", $"""
        a1.sources = r1
        a1.channels = c1 c2
        a1.sinks = k1 k2
        a1.sources.r1.type = seq
        a1.sources.r1.batchSize = 1
        a1.sources.r1.channels = c1 c2
        a1.sources.r1.interceptors = i1
        a1.sources.r1.interceptors.i1.type = script
        a1.channels.c1.type = memory
        a1.channels.c2.type = memory
        a1.sinks.k1.type = logger
        a1.sinks.k1.channel = c1
        a1.sinks.k2.type = null
        a1.sinks.k2.channel = c2
        {string.Join('\n', more)}

        """);

    private Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(Agent, arguments)
    {
        WorkingDirectory = _directory.FullName,
        RedirectStandardError = true,
        RedirectStandardOutput = true,
        Environment = { ["XDG_CACHE_HOME"] = PathOf("cache") },
    })!;

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output + await errors);
    }

    // Reads the log to the line that is awaited.
    private static async Task<string> LogUntilAsync(Process agent, string text)
    {
        var log = "";
        while (await agent.StandardError.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            log += line + "\n";
            if (line.Contains(text, StringComparison.Ordinal))
                return log;
        }
        throw new Xunit.Sdk.XunitException($"It ended without logging '{text}':\n{log}");
    }

    [Fact]
    public async Task Errors_of_scripts_stand_beside_those_of_the_configuration()
    {
        Configure("a1.sources.r1.interceptors.i1.file = scripts/route.csx", "a1.sources.r1.selector.type = script",
            "a1.sources.r1.selector.code = Text.IsEmpty ? \"c1\" : Absent", "a1.sources.r1.batchSiz = 5");
        Directory.CreateDirectory(PathOf("scripts"));
        Write("scripts/route.csx", "if (Text.StartsWith(\"a\"))\n    Headers[\"x\"] = 5;\nDrop(1);");
        var (code, output) = await RunAsync("validate", "flume.conf");
        Assert.Equal(2, code);
        Assert.Equal(
            [
                $"{PathOf("scripts/route.csx")}:2:20: a1.sources.r1.interceptors.i1: error CS0029: Cannot implicitly convert type 'int' to 'string'",
                $"{PathOf("scripts/route.csx")}:3:1: a1.sources.r1.interceptors.i1: error CS1501: No overload for method 'Drop' takes 1 arguments",
                "flume.conf:17: a1.sources.r1.selector: option 'code': 1:23: error CS0103: The name 'Absent' does not exist in the current context",
                "flume.conf:18: a1.sources.r1: unknown option 'batchSiz' (hint: batchSize)",
                "3 errors, 1 warning.",
            ],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Replace("error: ", "", StringComparison.Ordinal).Replace("warning: ", "", StringComparison.Ordinal)));
        (code, output) = await RunAsync("run", "flume.conf");
        Assert.Equal(2, code);
        Assert.Contains("route.csx:2:20: ", output, StringComparison.Ordinal);
        Assert.Contains("Nothing was started", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_verb_of_the_plugin_is_one_of_the_agents_words()
    {
        Write("route.csx", "Headers[\"x\"] = 5;");
        Assert.Equal((2, $"{PathOf("route.csx")}:1:16: error CS0029: Cannot implicitly convert type 'int' to 'string'\n"), await RunAsync("script", "check", "route.csx"));
        Write("route.csx", "Headers[\"x\"] = \"y\";");
        Write("route.tests.json", """{"cases": [{"name": "set", "in": "a", "out": {"headers": {"x": "y"}}}]}""");
        Assert.Equal((0, "route.csx\n  ok      set\n1 cases: 1 passed, 0 failed.\n"), await RunAsync("script", "test"));
        Write("route.tests.json", "{}");
        Assert.Equal((2, $"flumeplug: {PathOf("route.tests.json")}: \"cases\" is missing: [{{\"name\": ..., \"in\": ..., \"out\": ...}}]\n"), await RunAsync("script", "test"));
        var (code, output) = await RunAsync("script", "run", "route.csx");
        Assert.Equal((1, true), (code, output.StartsWith("flumeplug: --input is missing", StringComparison.Ordinal)));
        Assert.Contains("\n  script ", (await RunAsync("--help")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_edited_while_the_agent_runs_is_live_within_a_second()
    {
        Configure("a1.sources.r1.interceptors.i1.file = route.csx", "a1.sources.r1.selector.type = script", "a1.sources.r1.selector.file = choose.csx");
        Write("route.csx", "Headers[\"version\"] = \"one\";");
        Write("choose.csx", "Text.EndsWith(\"00000\") ? \"c1\" : \"c2\"");
        using var agent = Start("run", "flume.conf");
        try
        {
            await LogUntilAsync(agent, "version=one");
            Write("new.csx", "Headers[\"version\"] = \"two\";");
            File.Move(PathOf("new.csx"), PathOf("route.csx"), overwrite: true);
            await LogUntilAsync(agent, "Script route.csx: version 2 is live.");
            await LogUntilAsync(agent, "version=two");
            Write("route.csx", "Headers[\"version\"] = three;");
            var log = await LogUntilAsync(agent, "the edit is not used, version 2 goes on");
            Assert.Contains("route.csx:1:22: error CS0103", log, StringComparison.Ordinal);
        }
        finally
        {
            agent.Kill();
            await agent.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_class_starts_with_the_agent_or_its_reload_and_stops_at_the_end_whether_events_come_or_not()
    {
        const string Settled = "a1.sources.r1.totalEvents = 1\na1.sources.r1.channels = c2\n"
            + "a1.sources.r1.interceptors.i1.file = tell.csx\na1.sources.r1.interceptors.i1.params.name = ";
        Configure(Settled.Replace("Events = 1", "Events = 0", StringComparison.Ordinal) + "first");
        Write("tell.csx", """
            class Telling : EventScript
            {
                public override void Start()
                {
                    if (Params["name"] == "wrong") throw new FormatException("not so");
                    Log.LogInformation("begins " + Params["name"]);
                }
                public override void Stop() => Log.LogInformation("ends " + Params["name"]);
                public override void Run() => Log.LogInformation("runs " + Params["name"]);
            }
            """);
        Assert.DoesNotContain("begins", (await RunAsync("validate", "flume.conf")).Output, StringComparison.Ordinal);
        using var agent = Start("run", "flume.conf");
        try
        {
            Assert.Contains("begins first", await LogUntilAsync(agent, "Agent a1 started"), StringComparison.Ordinal);
            Configure(Settled + "wrong");
            await LogUntilAsync(agent, $"Unable to update configuration: Source r1: Interceptor i1 could not be started: script tell.csx cannot start: {PathOf("tell.csx")}:5: FormatException: not so. The agent goes on as it was.");
            Configure(Settled + "second");
            var swapped = await LogUntilAsync(agent, "runs second");
            Assert.Contains("begins second", swapped, StringComparison.Ordinal);
            Assert.DoesNotContain("ends wrong", swapped, StringComparison.Ordinal);
            using (var term = Process.Start("kill", ["-TERM", $"{agent.Id}"]))
                await term.WaitForExitAsync(TestContext.Current.CancellationToken);
            await LogUntilAsync(agent, "ends second");
        }
        finally
        {
            agent.Kill();
            await agent.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task With_a_warm_cache_roslyn_is_not_loaded()
    {
        Configure("a1.sources.r1.interceptors.i1.file = route.csx", "a1.sources.r1.totalEvents = 1");
        Write("route.csx", "Headers[\"seen\"] = \"yes\";");
        var (_, cold) = await RunAsync("validate", "flume.conf");
        Assert.Contains("No problems.", cold, StringComparison.Ordinal);
        using var agent = Start("run", "flume.conf");
        try
        {
            await LogUntilAsync(agent, "seen=yes");
            var maps = await File.ReadAllTextAsync($"/proc/{agent.Id}/maps", TestContext.Current.CancellationToken);
            Assert.Contains("FlumePlug.Script", maps, StringComparison.Ordinal);
            Assert.DoesNotContain("Microsoft.CodeAnalysis", maps, StringComparison.Ordinal);
            agent.Refresh();
            Assert.InRange(agent.WorkingSet64, 1, 80 << 20);
        }
        finally
        {
            agent.Kill();
            await agent.WaitForExitAsync(CancellationToken.None);
        }
    }
}
