using System.Text.Json;

namespace FlumePlug.Cli.Tests;

public sealed class ValidateTests : IDisposable
{
    /// <summary>Every kind of mistake; what is expected stands in the same order.</summary>
    internal const string Wrong = """
        a1.sources = r1 r2 r3
        a1.channels = c1 c2
        a1.sinks = k1 k2 k3
        a1.source.r1.type = netcat
        a1.sources.r1.type = netcta
        a1.sources.r1.channels = c1
        a1.sources.r2.type = netcat
        a1.sources.r2.prot = 44444
        a1.sources.r2.bind = localhost
        a1.sources.r2.port = 99999999
        a1.sources.r2.channels = c1 c9
        a1.sources.r2.interceptors = i1 i2
        a1.sources.r2.interceptors.i1.type = timestmap
        a1.sources.r3.type = com.acme.MySource
        a1.sources.r3.channels = c1
        a1.channels.c1.type = memory
        a1.channels.c1.capactiy = 100
        a1.channels.c2.type = org.apache.flume.channel.kafka.KafkaChannel
        a1.sinks.k1.type = loger
        a1.sinks.k1.channel = c1
        a1.sinks.k2.type = hive
        a1.sinks.k2.channel = c7
        a1.sinks.k3.type = file_roll
        a1.sinks.k3.channel = c2
        a1.sinks.k3.sink.directory = ${env:NO_SUCH_VARIABLE}
        a1.sinkgroups = g1
        a1.sinkgroups.g1.sinks = k1 k9
        a1.sinkgroups.g1.processor.type = failovr
        nodot = 3
        b1.sources = s1
        b1.channels = c
        b1.sources.s1.type = seq
        b1.sources.s1.channels = c
        b1.channels.c.type = memroy

        """;

    private static readonly string[] Expected =
    [
        "wrong.conf:4: error: a1.source.r1.type: is no property of an agent: 'source' is none of configfilters, channels, sources, sinks, sinkgroups (hint: a1.sources.r1.type)",
        "wrong.conf:5: error: a1.sources.r1: unknown source type 'netcta' (hint: netcat)",
        "wrong.conf:8: warning: a1.sources.r2: unknown option 'prot' (hint: port)",
        "wrong.conf:10: error: a1.sources.r2: '99999999' is no value for option 'port': it must be between 0 and 65535",
        "wrong.conf:11: error: a1.sources.r2: names the channel 'c9', which a1.channels does not list (hint: c1)",
        "wrong.conf:12: error: a1.sources.r2.interceptors.i2: Type not specified for interceptor i2 (hint: a1.sources.r2.interceptors.i2.type = timestamp)",
        "wrong.conf:13: error: a1.sources.r2.interceptors.i1: unknown interceptor type 'timestmap' (hint: timestamp)",
        "wrong.conf:14: error: a1.sources.r3: 'com.acme.MySource' is a third-party Java class, which cannot run here (hint: write it as a plugin: docs/writing-plugins.md)",
        "wrong.conf:17: warning: a1.channels.c1: unknown option 'capactiy' (hint: capacity)",
        "wrong.conf:18: error: a1.channels.c2: option 'kafka.bootstrap.servers' is required",
        "wrong.conf:19: error: a1.sinks.k1: unknown sink type 'loger' (hint: logger)",
        "wrong.conf:21: error: a1.sinks.k2: 'hive' is Flume's org.apache.flume.sink.hive.HiveSink; FlumePlug does not have it yet",
        "wrong.conf:22: error: a1.sinks.k2: names the channel 'c7', which a1.channels does not list (hint: c1)",
        "wrong.conf:25: error: a1.sinks.k3: ${env:NO_SUCH_VARIABLE} does not resolve",
        "wrong.conf:27: error: a1.sinkgroups.g1: names the sink 'k9', which a1.sinks does not list (hint: k1)",
        "wrong.conf:28: error: a1.sinkgroups.g1.processor: unknown sink processor type 'failovr' (hint: failover)",
        "wrong.conf:29: error: nodot: belongs to no agent (hint: AGENT.sources, AGENT.sources.NAME.OPTION and the like)",
        "wrong.conf:30: warning: b1: Agent configuration for 'b1' has no sinks.",
        "wrong.conf:34: error: b1.channels.c: unknown channel type 'memroy' (hint: memory)",
        "16 errors, 3 warnings.",
    ];

    private readonly Workspace _here = new();

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task A_value_that_does_not_resolve_is_told_once_and_a_number_beyond_all_range_is_told_its_range()
    {
        _here.Write("numbers.conf", """
            a1.sources = r1
            a1.channels = c1
            a1.sources.r1.type = netcat
            a1.sources.r1.bind = localhost
            a1.sources.r1.port = 444444444444
            a1.sources.r1.channels = c1
            a1.channels.c1.type = memory
            a1.channels.c1.capacity = ${sys:no.such.property}
            """);
        var outcome = await _here.RunAsync("validate", "-f", "numbers.conf");
        Assert.Equal(
        [
            "numbers.conf:1: warning: a1: Agent configuration for 'a1' has no sinks.",
            "numbers.conf:5: error: a1.sources.r1: '444444444444' is no value for option 'port': it must be a whole number between 0 and 65535",
            "numbers.conf:8: error: a1.channels.c1: ${sys:no.such.property} does not resolve",
            "2 errors, 1 warning.",
        ], outcome.OutputLines);
    }

    [Fact]
    public async Task What_a_component_warns_of_while_it_is_built_is_in_the_list_with_its_line()
    {
        _here.Write("group.conf", """
            a1.sources = r1
            a1.channels = c1
            a1.sinks = k1
            a1.sources.r1.type = seq
            a1.sources.r1.channels = c1
            a1.channels.c1.type = memory
            a1.sinks.k1.type = null
            a1.sinks.k1.channel = c1
            a1.sinkgroups = g1
            a1.sinkgroups.g1.sinks = k1
            a1.sinkgroups.g1.processor.type = failover
            a1.sinkgroups.g1.processor.priority.k1 = first
            a1.sources.r1.interceptors = i1
            a1.sources.r1.interceptors.i1.type = remove_header
            """);
        var outcome = await _here.RunAsync("validate", "group.conf");
        Assert.Equal(["group.conf:12: warning: a1.sinkgroups.g1.processor: priority.k1 = first is not a number; -1 is used.",
            "group.conf:14: warning: a1.sources.r1.interceptors.i1: It removes nothing: give withName, fromList or matching.", "0 errors, 2 warnings."],
            outcome.OutputLines);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Log));
    }

    [Fact]
    public async Task Every_mistake_of_every_agent_is_told_once_with_its_line_and_the_nearest_name()
    {
        _here.Write("wrong.conf", Wrong);
        var outcome = await _here.RunAsync("validate", "wrong.conf");
        Assert.Equal(Expected, outcome.OutputLines);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Log));
    }

    [Fact]
    public async Task As_json_each_problem_is_an_object()
    {
        _here.Write("wrong.conf", Wrong);
        var outcome = await _here.RunAsync("validate", "--json", "wrong.conf");
        Assert.Equal(2, outcome.ExitCode);
        var problems = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(Expected.Length - 1, problems.GetArrayLength());
        Assert.All(problems.EnumerateArray(), problem => Assert.Equal(
            ["severity", "file", "line", "column", "component", "message", "suggestion"], problem.EnumerateObject().Select(member => member.Name)));
        Assert.Equal("""["error","wrong.conf",5,null,"a1.sources.r1","unknown source type 'netcta'","netcat"]""",
            $"[{string.Join(',', problems[1].EnumerateObject().Select(member => member.Value.GetRawText()))}]");
    }

    [Fact]
    public async Task Without_problems_or_with_warnings_alone_all_is_fine()
    {
        _here.Write("fine.conf", Workspace.Counting(1));
        var fine = await _here.RunAsync("validate", "fine.conf");
        Assert.Equal((0, "No problems.\n", ""), (fine.ExitCode, fine.Output, fine.Log));
        _here.Write("odd.conf", Workspace.Counting(1, "a1.sources.r1.totalEvent = 3"));
        var odd = await _here.RunAsync("validate", "odd.conf");
        Assert.Equal(["odd.conf:10: warning: a1.sources.r1: unknown option 'totalEvent' (hint: totalEvents)", "0 errors, 1 warning."], odd.OutputLines);
        Assert.Equal(0, odd.ExitCode);
        Assert.Equal("[]\n", (await _here.RunAsync("validate", "--json", "fine.conf")).Output);
    }

    [Fact]
    public async Task Several_files_are_one_configuration_of_which_the_later_wins()
    {
        _here.Write("one.conf", Workspace.Counting(1, "a1.sources.r1.batchSize = none"));
        _here.Write("two.conf", "a1.sources.r1.batchSize = 5\n");
        Assert.Equal(0, (await _here.RunAsync("validate", "one.conf", "two.conf")).ExitCode);
        Assert.Contains("one.conf:10: error: a1.sources.r1: 'none' is no value for option 'batchSize'",
            (await _here.RunAsync("validate", "two.conf", "one.conf")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("empty.conf", "", "empty.conf: error: No configuration could be found: no properties")]
    [InlineData("comments.conf", "# nothing\n\n! more\n", "comments.conf: error: No configuration could be found: no properties")]
    [InlineData("flume.json", "{}", "flume.json: error: File extension type json is unsupported (hint: .conf, .properties, .yaml)")]
    public async Task A_file_that_says_nothing_is_wrong(string name, string text, string expected)
    {
        _here.Write(name, text);
        var outcome = await _here.RunAsync("validate", name);
        Assert.Equal((2, expected), (outcome.ExitCode, outcome.OutputLines[0]));
    }

    [Fact]
    public async Task A_directory_and_a_file_that_is_not_there_are_told()
    {
        _here.Write("dir/x.conf", "");
        Assert.Equal(["dir: error: is a directory, not a configuration file", "gone.conf: error: Unable to read file gone.conf: there is no such file",
            "2 errors, 0 warnings."], (await _here.RunAsync("validate", "dir", "gone.conf")).OutputLines);
    }

    [Fact]
    public async Task Bytes_of_latin_1_are_read_as_java_reads_them()
    {
        _here.Write("latin.conf", [.. System.Text.Encoding.Latin1.GetBytes(Workspace.Counting(1, "# Größe", "a1.sources.r1.größe = ä"))]);
        Assert.Equal(["latin.conf:11: warning: a1.sources.r1: unknown option 'größe'", "0 errors, 1 warning."],
            (await _here.RunAsync("validate", "latin.conf")).OutputLines);
    }

    [Fact]
    public async Task A_thousand_lines_are_checked_to_the_last()
    {
        var channels = string.Join('\n', Enumerable.Range(1, 1000).Select(i => $"a1.channels.c{i}.type = memory"));
        var names = string.Join(' ', Enumerable.Range(1, 1000).Select(i => $"c{i}"));
        _here.Write("long.conf", $"a1.channels = {names}\na1.sources = r1\na1.sources.r1.type = seq\na1.sources.r1.channels = c1\n{channels}\na1.sources.r1.totalEvent = 3\n");
        Assert.Contains("long.conf:1005: warning: a1.sources.r1: unknown option 'totalEvent' (hint: totalEvents)",
            (await _here.RunAsync("validate", "long.conf")).OutputLines);
    }

    [Fact]
    public async Task Yaml_is_told_with_line_and_column_and_an_unknown_option_is_an_error()
    {
        _here.Write("flume.yaml", """
            a1:
              sources: {r1: {type: seq, channels: [c1], totalEvent: 3}}
              channels: {c1: {type: memory}}
              sinks: {k1: {type: 'null', channel: c2}}

            """);
        Assert.Equal(
        [
            "flume.yaml:2:45: error: a1.sources.r1: unknown option 'totalEvent' (hint: totalEvents)",
            "flume.yaml:4:30: error: a1.sinks.k1: names the channel 'c2', which a1.channels does not list (hint: c1)",
            "2 errors, 0 warnings.",
        ], (await _here.RunAsync("validate", "flume.yaml")).OutputLines);
        _here.Write("broken.yaml", "a1:\n  sources: {r1: [\n");
        var broken = await _here.RunAsync("validate", "broken.yaml");
        Assert.StartsWith("broken.yaml:3:1: error: ", broken.OutputLines[0], StringComparison.Ordinal);
        Assert.Equal(2, broken.ExitCode);
    }

    [Fact]
    public async Task Colours_are_for_terminals_only()
    {
        _here.Write("wrong.conf", Wrong);
        Assert.DoesNotContain('\u001b', (await _here.RunAsync("validate", "wrong.conf")).Output);
        var terminal = await _here.RunOnTerminalAsync("validate", "wrong.conf");
        Assert.Contains("\u001b[", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("error:", terminal.Output, StringComparison.Ordinal);
        Assert.Equal(2, terminal.ExitCode);
    }

    [Fact]
    public async Task What_flume_env_sh_exports_and_the_lookups_file_names_are_known_with_conf()
    {
        _here.Write("conf/flume-env.sh", "export EVENTS=7\nJAVA_OPTS=-Dbatch=5\n");
        _here.Write("conf/lookups.properties", "e = org.apache.commons.text.lookup.DefaultStringLookup.ENVIRONMENT\nsys = org.apache.commons.text.lookup.DefaultStringLookup.SYSTEM_PROPERTIES\n");
        _here.Write("a.conf", Workspace.Counting(1, "a1.sources.r1.totalEvents = ${e:EVENTS}", "a1.sources.r1.batchSize = ${sys:batch}").Replace("a1.sources.r1.totalEvents = 1\n", ""));
        Assert.Equal("No problems.\n", (await _here.RunAsync("validate", "--conf", "conf", "a.conf")).Output);
        Assert.Equal(2, (await _here.RunAsync("validate", "a.conf")).ExitCode);
    }
}
