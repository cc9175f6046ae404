using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Tests.Configuration;

public sealed class ConfigurationReaderTests : IDisposable
{
    private readonly Reading _reading = new();

    public void Dispose() => _reading.Dispose();

    [Fact]
    public void A_later_file_overrides_an_earlier_one_key_by_key()
    {
        var first = _reading.Write("first.conf", Reading.Agent + "a1.sources.r1.port = 1\n");
        var second = _reading.Write("second.conf", "a1.sources.r1.port = 2\na1.sources.r1.bind = ${a1.channels.c1.type}\n");
        var source = Assert.Single(_reading.Strict([first, second]).Agents).Sources[0];
        Assert.Equal(("2", "memory"), (source.Options.Text("port"), source.Options.Text("bind")));
        Assert.Equal($"{second}:1", source.LocationOf("port")!.ToString());
        Assert.Equal("1", _reading.Strict([second, first]).Agents[0].Sources[0].Options.Text("port"));
    }

    [Fact]
    public void A_file_may_define_several_agents()
    {
        var configuration = _reading.Strict(Reading.Agent + Reading.Agent.Replace("a1", "b2", StringComparison.Ordinal));
        Assert.Equal(["a1", "b2"], configuration.Agents.Select(agent => agent.Name));
        Assert.Null(configuration.Find("A1"));
    }

    [Fact]
    public void A_missing_file_is_an_error_in_either_mode_and_nothing_runs()
    {
        var good = _reading.Write("good.conf", Reading.Agent);
        var missing = Path.Combine(_reading.Folder, "none.conf");
        foreach (var configuration in new[] { _reading.Strict([missing]), _reading.Lenient([missing]), _reading.Lenient([good, missing]) })
        {
            Assert.Equal([$"none.conf: error: Unable to read file none.conf: there is no such file"], _reading.Lines(configuration));
            Assert.Empty(configuration.Agents);
        }
    }

    [Fact]
    public void A_directory_is_an_error()
    {
        Assert.Equal(
            [$"{_reading.Folder}: error: is a directory, not a configuration file"], _reading.Lines(_reading.Strict([_reading.Folder])));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_an_error()
    {
        const string unreadable = "/proc/self/mem"; // its first page, for root too
        Assert.SkipUnless(File.Exists(unreadable), "there is no " + unreadable);
        Assert.StartsWith(
            "/proc/self/mem: error: Unable to read file", Assert.Single(_reading.Lines(_reading.Strict([unreadable]))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_no_system_call_takes_is_an_error() =>
        Assert.Contains("error: Unable to read file", Assert.Single(_reading.Lines(_reading.Strict(["a\0b"]))), StringComparison.Ordinal);

    [Fact]
    public void An_endless_file_is_not_read_for_ever()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "there is no /dev/zero");
        Assert.Equal(["/dev/zero: error: is larger than 16 MB: not a configuration file"], _reading.Lines(_reading.Strict(["/dev/zero"])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# only\n! comments\n")]
    public void An_empty_file_is_an_error_in_either_mode(string text)
    {
        const string line = "flume.conf: error: No configuration could be found: no properties";
        Assert.Equal([line], _reading.Lines(_reading.Strict(text)));
        Assert.Equal([line], _reading.Lines(_reading.Lenient(text)));
        Assert.Equal([line.Replace(".conf", ".yaml", StringComparison.Ordinal)], _reading.Lines(_reading.Strict(text.Replace('!', '#'), "flume.yaml")));
    }

    [Fact]
    public void Only_variables_are_no_agent()
    {
        Assert.Contains("flume.conf: error: defines no agent (try: a1.sources, a1.channels, a1.sinks)", _reading.Lines(_reading.Strict("a = ${b}\nb = 1\n")));
        Assert.Empty(_reading.Lenient("a = ${b}\nb = 1\n").Agents);
    }

    [Fact]
    public void No_file_at_all_is_an_error() =>
        Assert.Equal(["error: No configuration was provided"], _reading.Lines(_reading.Strict([])));

    [Fact]
    public void A_thousand_lines_are_read()
    {
        var names = Enumerable.Range(0, 250).Select(i => $"r{i}").ToArray();
        var text = "a1.channels = c1\na1.channels.c1.type = memory\na1.sinks = k1\na1.sinks.k1.type = null\na1.sinks.k1.channel = c1\n"
            + $"a1.sources = {string.Join(" \\\n  ", names)}\n"
            + string.Concat(names.Select(name => $"a1.sources.{name}.type = seq\na1.sources.{name}.channels = c1\na1.sources.{name}.port = ${{p}}\n")) + "p = 1\n";
        var configuration = _reading.Strict(text);
        Assert.Empty(_reading.Lines(configuration));
        Assert.Equal(names, configuration.Agents[0].Sources.Select(source => source.Name));
        Assert.All(configuration.Agents[0].Sources, source => Assert.Equal("1", source.Options.Text("port")));
    }

    [Fact]
    public void A_file_in_Latin_1_is_read_without_a_word()
    {
        var path = _reading.Write("latin.conf", System.Text.Encoding.Latin1.GetBytes(Reading.Agent + "a1.sources.r1.x = Grüße\n"));
        var configuration = _reading.Strict([path]);
        Assert.Empty(_reading.Lines(configuration));
        Assert.Equal("Grüße", configuration.Agents[0].Sources[0].Options.Text("x"));
    }

    [Fact]
    public void A_malformed_escape_keeps_everything_from_running_in_either_mode()
    {
        foreach (var configuration in new[] { _reading.Strict(Reading.Agent + "x = \\u12\n"), _reading.Lenient(Reading.Agent + "x = \\u12\n") })
            Assert.False(configuration.IsValid);
        Assert.Empty(_reading.Lenient(Reading.Agent + "x = \\u12\n").Agents);
    }

    [Fact]
    public void File_URIs_are_paths()
    {
        var path = _reading.Write("a b.conf", Reading.Agent);
        Assert.Single(_reading.Strict(["file://" + path.Replace(" ", "%20", StringComparison.Ordinal)]).Agents);
        Assert.Single(_reading.Strict(["file:" + path.Replace(" ", "%20", StringComparison.Ordinal)]).Agents);
    }

    [Fact]
    public void Classpath_URIs_are_files_of_the_configuration_directory()
    {
        _reading.Write("flume.conf", Reading.Agent);
        Assert.Equal(
            ["classpath:flume.conf: error: is looked for in the configuration directory (try: --conf DIR)"],
            _reading.Lines(_reading.Strict(["classpath:flume.conf"])));
        _reading.Settings = _reading.Settings with { ConfDirectory = _reading.Folder };
        foreach (var uri in new[] { "classpath:flume.conf", "classpath:/flume.conf", "classpath://flume.conf", "classpath:///flume.conf" })
            Assert.Single(_reading.Strict([uri]).Agents);
    }

    [Theory]
    [InlineData("http://host/flume.conf", "configurations over HTTP are not supported yet (try: a file)")]
    [InlineData("https://host/flume.conf", "configurations over HTTP are not supported yet (try: a file)")]
    [InlineData("hdfs://host/flume.conf", "is of no supported scheme (try: a path, file: or classpath:)")]
    public void Other_URIs_are_refused(string uri, string message) =>
        Assert.Equal([$"{uri}: error: {message}"], _reading.Lines(_reading.Strict([uri])));

    [Theory]
    [InlineData("flume.json")]
    [InlineData("flume.XML")]
    public void Json_and_xml_are_not_read(string name)
    {
        var good = _reading.Write("good.conf", Reading.Agent);
        var other = _reading.Write(name, "{}");
        var lenient = _reading.Lenient([good, other]);
        Assert.Contains("File extension type", Assert.Single(_reading.Lines(lenient)), StringComparison.Ordinal);
        Assert.Single(lenient.Agents);
        Assert.False(_reading.Strict([good, other]).IsValid);
    }

    [Fact]
    public void Two_readings_differ_only_where_options_differ()
    {
        var first = _reading.Strict(Reading.Agent).Agents[0];
        var second = _reading.Strict("# moved\n" + Reading.Agent.Replace("netcat", "seq", StringComparison.Ordinal)).Agents[0];
        Assert.True(first.Channels[0].SameSettings(second.Channels[0]));
        Assert.False(first.Sources[0].SameSettings(second.Sources[0]));
    }

    [Fact]
    public void Options_below_a_prefix_lose_it()
    {
        var options = _reading.Strict(Reading.Agent + "a1.sinks.k1.kafka.a.b = 1\na1.sinks.k1.kafka = 2\n").Agents[0].Sinks[0].Options.Under("kafka.");
        Assert.Equal(["a.b"], options.Keys);
    }
}
