using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Tests.Configuration;

public sealed class YamlTests : IDisposable
{
    private readonly Reading _reading = new();

    public void Dispose() => _reading.Dispose();

    [Fact]
    public void Nesting_is_dots_and_the_keys_are_the_lists_in_their_order()
    {
        var configuration = _reading.Strict(
            """
            a1:
              channels:
                c2: {type: memory, capacity: 1000}
                c1: {type: memory}
              sources:
                r9: {type: netcat, bind: 0.0.0.0, port: 44444, channels: [c1, c2]}
                r1: {type: seq, channels: c2}
              sinks:
                k1: {type: null, channel: c1, "hdfs.path": /x, hdfs: {fileType: DataStream}}
                k2: {type: logger, channel: c2}
              sinkgroups:
                g1: {sinks: [k2, k1], processor: {type: failover, priority: {k1: 5}}}
            """, "flume.yaml");
        Assert.Empty(_reading.Lines(configuration));
        var agent = Assert.Single(configuration.Agents);
        Assert.Equal("a1", agent.Name);
        Assert.Equal(["c2", "c1"], agent.Channels.Select(channel => channel.Name));
        Assert.Equal(["r9", "r1"], agent.Sources.Select(source => source.Name));
        Assert.Equal(["c1", "c2"], agent.Sources[0].Channels);
        Assert.Equal("null", agent.Sinks[0].Type);
        Assert.Equal(["type", "channel", "hdfs.path", "hdfs.fileType"], agent.Sinks[0].Options.Keys);
        Assert.Equal(["k2", "k1"], agent.SinkGroups[0].Sinks);
        Assert.Equal("5", agent.SinkGroups[0].Options.Text("processor.priority.k1"));
        Assert.Equal("44444", agent.Sources[0].Options.Text("port"));
    }

    [Fact]
    public void Every_value_tells_file_line_and_column()
    {
        var agent = _reading.Strict("a1:\n  sources: {r1: {type: seq, channels: [c1]}}\n  channels:\n    c1:\n      type: memory\n", "f.yml")
            .Agents[0];
        var at = agent.Channels[0].LocationOf("type")!;
        Assert.Equal((5, 7, true), (at.Line, at.Column, at.IsYaml));
        Assert.Equal((2, 18), (agent.Sources[0].LocationOf("type")!.Line, agent.Sources[0].LocationOf("type")!.Column));
    }

    [Fact]
    public void Interceptors_serializers_and_file_groups_are_listed_by_their_keys_unless_spelled_out()
    {
        var options = _reading.Strict(
            """
            a1:
              channels: {c1: {type: memory}}
              sources:
                r1:
                  type: TAILDIR
                  channels: [c1]
                  filegroups: {f2: /x, f1: /y}
                  interceptors:
                    i2: {type: timestamp}
                    i1: {type: regex_extractor, regex: '(\d+)', serializers: {s1: {name: n}}}
                r2:
                  type: seq
                  channels: [c1]
                  interceptors: [i1]
                  interceptors.i1: {type: host}
            """, "f.yaml").Agents[0].Sources;
        Assert.Equal("i2 i1", options[0].Options.Text("interceptors"));
        Assert.Equal("f2 f1", options[0].Options.Text("filegroups"));
        Assert.Equal("s1", options[0].Options.Text("interceptors.i1.serializers"));
        Assert.Equal(@"(\d+)", options[0].Options.Text("interceptors.i1.regex"));
        Assert.Equal("i1", options[1].Options.Text("interceptors"));
        Assert.Equal("host", options[1].Options.Text("interceptors.i1.type"));
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("0777")]
    [InlineData("1_000")]
    [InlineData("2026-01-01")]
    [InlineData("null")]
    [InlineData("'~'", "~")]
    [InlineData("\"a\\tb\"", "a\tb")]
    [InlineData("|\n        x\n        y", "x\ny")]
    public void A_scalar_is_what_is_written(string yaml, string? text = null)
    {
        var source = _reading.Strict(
            $"a1:\n  channels: {{c1: {{type: memory}}}}\n  sources:\n    r1:\n      type: seq\n      channels: c1\n      x: {yaml}\n", "f.yaml")
            .Agents[0].Sources[0];
        Assert.Equal(text ?? yaml, source.Options.Text("x"));
    }

    [Theory]
    [InlineData("a1: {sources: {r1: &x {type: seq}}}", "f.yaml:1:20: error: the anchor &x is not supported (try: ${key})")]
    [InlineData("a1:\n  x: *y", "f.yaml:2:6: error: the alias *y is not supported (try: ${key} to use a value again)")]
    [InlineData("a1:\n  <<: {x: y}", "f.yaml:2:3: error: merge keys are not supported (try: ${key} to use a value again)")]
    [InlineData("a1:\n  sources: !!map {}", "f.yaml:2:12: error: the tag tag:yaml.org,2002:map is not supported: values are taken as written")]
    [InlineData("a1:\n  x.y: 1\n  x:\n    y: 2", "f.yaml:4:5: error: a1.x.y: is written twice, first at f.yaml:2:3")]
    [InlineData("a1: {}\na2: {}\na1: {}", "f.yaml:3:1: error: the key 'a1' is there twice, first at f.yaml:1:1")]
    [InlineData("a1:\n  [x]: y", "f.yaml:2:3: error: a key must be a plain name")]
    [InlineData("a1:\n  '': y", "f.yaml:2:3: error: an empty key")]
    [InlineData("a1:\n  sources: {r1: {channels: [[c1]]}}", "f.yaml:2:29: error: a1.sources.r1.channels: a list holds plain values only")]
    [InlineData("a1:\n  sources: {r1: {channels: [c 1]}}", "f.yaml:2:29: error: a1.sources.r1.channels: 'c 1' cannot be in a list: lists are separated by blanks (try: a plain value)")]
    [InlineData("- a1", "f.yaml:1:1: error: must be a mapping of agents: 'a1: {sources: ...}'")]
    [InlineData("a1: {}\n---\na2: {}", "f.yaml:2:1: error: holds a second document; one file is one document")]
    public void What_is_not_supported_is_an_error_at_its_place(string yaml, string error) =>
        Assert.Contains(error, _reading.Lines(_reading.Strict(yaml, "f.yaml")));

    [Theory]
    [InlineData("a1: {sources: {r1: {type: seq}}", "f.yaml:")]
    [InlineData("a1:\n\tsources: x", "f.yaml:2:1:")]
    [InlineData("a1:\n  b: c\n \td: e", "f.yaml:3:2:")]
    [InlineData("a1:\n  b: c: d", "f.yaml:2:7:")]
    [InlineData("a1:\n  x: *", "f.yaml:2:")]
    [InlineData("a1: 'x", "f.yaml:1:")]
    public void What_is_not_YAML_is_one_error_with_its_line_in_either_mode(string yaml, string place)
    {
        foreach (var configuration in new[] { _reading.Strict(yaml, "f.yaml"), _reading.Lenient(yaml, "f.yaml") })
        {
            var line = Assert.Single(_reading.Lines(configuration));
            Assert.StartsWith(place, line, StringComparison.Ordinal);
            Assert.Contains("error: is not valid YAML", line, StringComparison.Ordinal);
            Assert.Empty(configuration.Agents);
        }
    }

    [Fact]
    public void Latin_1_in_YAML_is_an_error_with_its_line()
    {
        var path = _reading.Write("f.yaml", [.. "a1:\n  x: "u8, 0xE9]);
        Assert.Equal(["f.yaml:2: error: is not UTF-8, which the YAML form must be"], _reading.Lines(_reading.Strict([path])));
    }

    [Fact]
    public void A_NUL_in_YAML_is_an_error_with_its_line() =>
        Assert.Equal(["f.yaml:2: error: holds a NUL character"], _reading.Lines(_reading.Strict("a1:\n  x: \0y", "f.yaml")));

    [Fact]
    public void Nesting_without_end_is_an_error()
    {
        var yaml = string.Concat(Enumerable.Repeat("{a: ", 5000)) + string.Concat(Enumerable.Repeat("}", 5000));
        Assert.Contains("nested more than", Assert.Single(_reading.Lines(_reading.Strict(yaml, "f.yaml"))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_without_a_value_is_an_error_and_a_component_without_options_has_none()
    {
        var lines = _reading.Lines(_reading.Strict(
            "a1:\n  channels: {c1: {type: memory}}\n  sources:\n    r1: {type: seq, channels: c1, x: }\n    r2:\n    r3: {}\n", "f.yaml"));
        Assert.Equal(
        [
            "f.yaml:2:19: warning: a1: Agent configuration for 'a1' has no sinks.",
            "f.yaml:4:5: error: a1.sources.r2: is listed but has no properties",
            "f.yaml:4:5: error: a1.sources.r3: is listed but has no properties",
            "f.yaml:4:35: error: a1.sources.r1.x: has no value, so that Flume ignores it (try: a value, or no such line)",
        ], lines);
    }

    [Fact]
    public void Components_of_a_later_file_join_the_lists_of_the_earlier_ones()
    {
        var properties = _reading.Write("base.conf", Reading.Agent);
        var yaml = _reading.Write("more.yaml", "a1: {sources: {r2: {type: seq, channels: [c1]}, r1: {type: exec}}}");
        var agent = Assert.Single(_reading.Strict([properties, yaml]).Agents);
        Assert.Equal([("r1", "exec"), ("r2", "seq")], agent.Sources.Select(source => (source.Name, source.Type)));
    }

    [Fact]
    public void Variables_work_as_in_properties_files()
    {
        var configuration = _reading.Strict(
            """
            port: 44444
            a1:
              channels: {c1: {type: memory}}
              sources: {r1: {type: netcat, channels: c1, port: "${port}"}}
            """, "f.yaml");
        Assert.Equal("44444", configuration.Agents[0].Sources[0].Options.Text("port"));
        Assert.False(configuration.Problems.HasErrors);
    }
}
