namespace FlumePlug.Cli.Tests;

public sealed class AgentTests : IDisposable
{
    private readonly Workspace _here = new();

    public void Dispose() => _here.Dispose();

    [Fact]
    public async Task What_flume_drops_is_dropped_with_its_warnings_and_the_rest_runs()
    {
        _here.Write("flume.conf", Workspace.Counting(3,
            "a1.sources.r2.type = seq", "a1.source.r1.type = seq", "a1.sinks.k2.type = com.acme.MySink", "a1.sinks.k2.channel = c1",
            "a1.sinks.k3.channel = c1", "nodot = 3")
            .Replace("sinks = k1", "sinks = k1 k2 k3", StringComparison.Ordinal));
        var (running, log) = await StartedAsync("--conf-file", "flume.conf");
        await running.LogsAsync("body: 32");
        foreach (var warning in (string[])
        [
            "No configuration directory set! Use --conf <dir> to override.",
            "a1: Invalid property specified: source.r1.type",
            "Configuration property ignored: nodot = 3",
            "a1.sinks.k2: 'com.acme.MySink' is a third-party Java class, which cannot run here",
            "a1.sinks.k2: Sink k2 has been removed due to an error during configuration",
        ])
            Assert.Contains(log.Split('\n'), line => line.Contains(" WARN ", StringComparison.Ordinal) && line.Contains(warning, StringComparison.Ordinal));
        Assert.DoesNotContain(" ERROR ", log, StringComparison.Ordinal);
        Assert.Contains("Agent a1 started: 1 channel, 1 sink, 1 source.", log, StringComparison.Ordinal);
        Assert.Equal(0, (await running.StopAsync()).ExitCode);
    }

    [Theory]
    [InlineData("flumeplug: No configuration was provided: give --conf-file FILE.", "-n", "a1")]
    [InlineData("flumeplug: Missing required option: n (--name AGENT).", "-f", "flume.conf")]
    [InlineData("flumeplug: --zkConnString: a configuration in ZooKeeper cannot be read; give a file with --conf-file.", "-n", "a1", "-z", "localhost:2181")]
    [InlineData("flumeplug: --conf-provider: it names a Java class; give a file with --conf-file.", "-n", "a1", "-f", "flume.conf", "-prov", "com.acme.Provider")]
    [InlineData("flumeplug: --drain-timeout -1 is not a time in seconds.", "-n", "a1", "-f", "flume.conf", "--drain-timeout", "-1")]
    [InlineData("flumeplug: --poll-interval (-i): 'abc' is not a whole number.", "-n", "a1", "-f", "flume.conf", "-i", "abc")]
    [InlineData("flumeplug: loud is no log level; there are trace, debug, info, warn, error and off.", "-n", "a1", "-f", "flume.conf", "--log-level", "loud")]
    public async Task A_command_line_that_cannot_be_meant_fails_and_says_why(string expected, params string[] arguments)
    {
        _here.Write("flume.conf", Workspace.Counting(3));
        var outcome = await _here.RunAsync(["agent", .. arguments]);
        Assert.Equal((1, expected), (outcome.ExitCode, outcome.LogLines[^1]));
    }

    [Theory]
    [InlineData("--dryrun")]
    [InlineData("-d")]
    public async Task A_dry_run_says_what_would_start_and_starts_nothing(string option)
    {
        _here.Write("flume.conf", Workspace.Counting(3));
        var outcome = await _here.RunAsync("agent", "-n", "a1", "-f", "flume.conf", option);
        Assert.Equal(0, outcome.ExitCode);
        Assert.EndsWith("Dry run: agent a1 would start 1 channel, 1 sink, 1 source.", outcome.LogLines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("b1", "flume.conf", "b1: no such agent (hint: a1)")]
    [InlineData("a1", "gone.conf", "gone.conf: Unable to read file gone.conf: there is no such file")]
    [InlineData("a1", "empty.conf", "empty.conf: No configuration could be found: no properties")]
    [InlineData("a1", ".", ".: is a directory, not a configuration file")]
    public async Task Without_anything_to_run_it_ends(string name, string file, string expected)
    {
        _here.Write("flume.conf", Workspace.Counting(3));
        _here.Write("empty.conf", "");
        var outcome = await _here.RunAsync("agent", "-n", name, "-f", file);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_file_overrides_single_keys_and_uris_push_files_aside()
    {
        _here.Write("one.conf", Workspace.Counting(3));
        _here.Write("two.conf", "a1.sources.r1.totalEvents = 5\n");
        var (both, _) = await StartedAsync("-f", "one.conf", "-f", "two.conf");
        await both.LogsAsync("body: 34");
        Assert.Equal(0, (await both.StopAsync()).ExitCode);

        _here.Write("conf/three.conf", Workspace.Counting(7));
        var (uri, log) = await StartedAsync("-f", "one.conf", "-u", "classpath:three.conf", "-c", "conf");
        await uri.LogsAsync("body: 36");
        Assert.Contains("--conf-uri is given: every --conf-file is ignored, as in Flume.", log, StringComparison.Ordinal);
        Assert.Equal(0, (await uri.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Properties_come_from_flume_env_sh_then_flume_java_opts_then_the_command_line()
    {
        _here.Write("conf/flume-env.sh", "export FROM_ENV_SH=3\nNOT_EXPORTED=4\nJAVA_OPTS=\"$JAVA_OPTS -Done=sh -Dtwo=sh -Dthree=sh -Xms20m\"\n");
        _here.Environment["FLUME_JAVA_OPTS"] = "-Dtwo=env -Dthree=env";
        _here.Environment["JAVA_OPTS"] = "-Dfour=lost";
        _here.Write("flume.conf", Workspace.Counting(1,
            "a1.sources.r1.interceptors = i1",
            "a1.sources.r1.interceptors.i1.type = static",
            "a1.sources.r1.interceptors.i1.key = seen",
            "a1.sources.r1.interceptors.i1.value = ${env:FROM_ENV_SH} ${env:NOT_EXPORTED:-none} ${sys:one} ${sys:two} ${sys:three} ${sys:four:-none}"));
        var (running, log) = await StartedAsync("-f", "flume.conf", "-c", "conf", "-Dthree=line");
        await running.LogsAsync("seen=3 none sh env line none");
        Assert.Contains("-Xms20m is for the Java machine and ignored", log, StringComparison.Ordinal);
        Assert.DoesNotContain("No configuration directory set", log, StringComparison.Ordinal);
        Assert.Equal(0, (await running.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task What_flume_env_sh_prints_at_its_end_and_a_path_that_it_unsets_do_no_harm()
    {
        _here.Write("conf/flume-env.sh", "export TYPE=seq\necho hello\ntrap 'echo bye' EXIT\nunset PATH\n");
        _here.Write("flume.conf", Workspace.Counting(1, "a1.sources.r1.type = ${env:TYPE}"));
        var outcome = await _here.RunAsync("agent", "-n", "a1", "-f", "flume.conf", "-c", "conf", "-d");
        Assert.Equal(0, outcome.ExitCode);
        Assert.EndsWith("Dry run: agent a1 would start 1 channel, 1 sink, 1 source.", outcome.LogLines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_on_the_command_line_that_mean_nothing_are_warned_of()
    {
        _here.Write("flume.conf", Workspace.Counting(1));
        var (running, log) = await StartedAsync("-f", "flume.conf", "--log-level", "nope=error", "--log-level", "k1=info", "--log-level", "agent a1=info",
            "-DpropertiesImplementation=com.foo.Bar");
        Assert.Equal(0, (await running.StopAsync()).ExitCode);
        Assert.Contains("--log-level nope=...: no component of agent a1 is called so.", log, StringComparison.Ordinal);
        Assert.DoesNotContain("--log-level k1", log, StringComparison.Ordinal);
        Assert.DoesNotContain("--log-level agent a1", log, StringComparison.Ordinal);
        Assert.Contains("-DpropertiesImplementation=com.foo.Bar names a Java class", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 3", "flume-env.sh failed with exit code 3.")]
    [InlineData("if", "flume-env.sh failed with exit code")]
    public async Task A_flume_env_sh_that_fails_is_told(string script, string expected)
    {
        _here.Write("conf/flume-env.sh", script + "\n");
        _here.Write("flume.conf", Workspace.Counting(1));
        var outcome = await _here.RunAsync("agent", "-n", "a1", "-f", "flume.conf", "-c", "conf");
        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(expected, outcome.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_are_preset_in_flume_opts_and_the_command_line_wins()
    {
        _here.Write("conf/flume.opts", "name = a1\nconf-file = preset.conf\nno-reload-conf = true\n");
        _here.Write("preset.conf", Workspace.Counting(3));
        _here.Write("given.conf", Workspace.Counting(5));
        await using var preset = _here.Start("agent", "--conf", "conf");
        await preset.LogsAsync("body: 32");
        Assert.Equal(0, (await preset.StopAsync()).ExitCode);
        await using var given = _here.Start("agent", "-c", "conf", "-f", "given.conf");
        await given.LogsAsync("body: 34");
        Assert.Equal(0, (await given.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task What_is_left_of_a_flume_installation_is_named_in_one_warning_each()
    {
        _here.Write("conf/log4j2.xml", "");
        _here.Write("conf/log4j.properties", "");
        _here.Write("plugins.d/x/lib/x.jar", "");
        _here.Environment["FLUME_CLASSPATH"] = "/old/jars";
        _here.Write("flume.conf", Workspace.Counting(1));
        var (running, log) = await StartedAsync(
            "-f", "flume.conf", "-c", "conf", "-Xmx512m", "-Xmx512m", "-javaagent:x.jar", "-agentlib:jdwp", "--classpath", "a.jar", "--plugins-path", "p");
        var outcome = await running.StopAsync();
        Assert.Equal(0, outcome.ExitCode);
        (string What, string Instead)[] expected =
        [
            ("-Xmx512m ", "DOTNET_GCHeapHardLimit"), ("-javaagent:x.jar ", "flume.monitoring.type"), ("-agentlib:jdwp ", "flume.monitoring.type"),
            ("--classpath a.jar ", "--plugins DIR"), ("--plugins-path p ", "--plugins DIR"), ("FLUME_CLASSPATH=/old/jars ", "--plugins DIR"),
            ("plugins.d ", "--plugins DIR"), ("conf/log4j2.xml ", "--log-level"), ("conf/log4j.properties ", "--log-level"),
        ];
        Assert.All(expected, leftover => Assert.Single(log.Split('\n'), line => line.Contains(" WARN ", StringComparison.Ordinal)
            && line.Contains("] " + leftover.What, StringComparison.Ordinal) && line.Contains(leftover.Instead, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, outcome.LogLines.Count(line => line.Contains(" WARN ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Lookups_are_those_of_the_file_that_dlookups_names()
    {
        _here.Write("conf/named.properties", "b64 = org.apache.commons.text.lookup.DefaultStringLookup.BASE64_DECODER\n");
        _here.Write("flume.conf", Workspace.Counting(1,
            "a1.sources.r1.interceptors = i1",
            "a1.sources.r1.interceptors.i1.type = static",
            "a1.sources.r1.interceptors.i1.value = ${b64:aGVsbG8=} ${env:HOME}"));
        var (running, _) = await StartedAsync("-f", "flume.conf", "-c", "conf", "-Dlookups=named.properties");
        await running.LogsAsync("key=hello ${env:HOME}");
        Assert.Equal(0, (await running.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task Config_filters_fill_in_secrets_that_no_log_shows()
    {
        _here.Write("secret.sh", "printf 'external-%s' \"$1\"\n");
        _here.Environment["THE_PASSWORD"] = "hunter2";
        _here.Write("flume.conf", Workspace.Counting(1,
            "a1.configfilters = env ext",
            "a1.configfilters.env.type = env",
            "a1.configfilters.ext.type = external",
            "a1.configfilters.ext.command = sh " + _here.PathOf("secret.sh"),
            "a1.sources.r1.interceptors = i1",
            "a1.sources.r1.interceptors.i1.type = static",
            "a1.sources.r1.interceptors.i1.value = ${ext['key']}",
            "a1.sinks.k1.password = ${env['THE_PASSWORD']}",
            "a1.sink.k1.password = hunter3"));
        var (running, _) = await StartedAsync("-f", "flume.conf", "--log-level", "trace");
        await running.LogsAsync("key=external-key");
        var outcome = await running.StopAsync();
        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("unknown option 'password'", outcome.Log, StringComparison.Ordinal);
        Assert.Contains("Configuration property ignored: a1.sink.k1.password = (not shown)", outcome.Log, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", outcome.Log, StringComparison.Ordinal);
    }

    private async Task<(RunningVerb Running, string Log)> StartedAsync(params string[] arguments)
    {
        var running = _here.Start(["agent", "-n", "a1", .. arguments]);
        await running.LogsAsync("Agent a1 started");
        return (running, running.Log);
    }
}
