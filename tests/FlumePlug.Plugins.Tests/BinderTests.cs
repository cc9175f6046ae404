using System.Net;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Plugins;

namespace FlumePlug.Plugins.Tests;

public sealed class BinderTests : IDisposable
{
    private readonly PluginLoader _loader = new();
    private readonly OptionBinder _binder;

    public BinderTests() => _binder = new OptionBinder(TestPlugins.Catalog, _loader);

    [Fact]
    public void What_is_not_written_has_its_default()
    {
        var bound = Bind(("bind", "localhost"));
        Assert.Empty(bound.Problems);
        Assert.Equal(44444, Value(bound, "Port"));
        Assert.Equal(100L, Value(bound, "Limit"));
        Assert.Equal(0.5, Value(bound, "Ratio"));
        Assert.Equal(true, Value(bound, "Acknowledges"));
        Assert.Equal("Replace", Value(bound, "Policy")!.ToString());
        Assert.Equal(["a", "b"], (IReadOnlyList<string>)Value(bound, "Names")!);
        Assert.Equal([], (IReadOnlyList<int>)Value(bound, "Ports")!);
        Assert.Empty((IReadOnlyDictionary<string, string>)Value(bound, "Headers")!);
        Assert.Equal(IPAddress.Loopback, Value(bound, "Address"));
        Assert.Null(Value(bound, "Idle"));
        Assert.Equal(1000L, Value(bound, "BackoffSleepIncrement"));
        Assert.Equal(20, bound.BatchSize);
    }

    [Fact]
    public void What_is_written_is_bound_as_java_reads_it()
    {
        var bound = Bind(("bind", "h"), ("port", " +80 "), ("limit", "5000000000"), ("ratio", "1e-1f"), ("batchSize", "7"),
            ("ack-every-event", "FALSE"), ("policy", "iGNore"), ("names", " x\ty  z "), ("ports", "1, 2,,3"), ("headers.a", "1"),
            ("headers.b.c", "2"), ("address", "::1"), ("idle", "60"), ("maxBackoffSleep", "9"), ("charset", "ISO-8859-1"));
        Assert.Empty(bound.Problems);
        Assert.Equal((80, 5000000000L, 0.1, 7), (Value(bound, "Port"), Value(bound, "Limit"), Value(bound, "Ratio"), Value(bound, "BatchSize")));
        Assert.Equal((false, "Ignore"), (Value(bound, "Acknowledges"), Value(bound, "Policy")!.ToString()));
        Assert.Equal(["x", "y", "z"], (IReadOnlyList<string>)Value(bound, "Names")!);
        Assert.Equal([1, 2, 3], (IReadOnlyList<int>)Value(bound, "Ports")!);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["b.c"] = "2" }, Value(bound, "Headers"));
        Assert.Equal((IPAddress.IPv6Loopback, 60, 9L), (Value(bound, "Address"), Value(bound, "Idle"), Value(bound, "MaxBackoffSleep")));
        Assert.Equal(7, bound.BatchSize);
    }

    [Theory]
    [InlineData("port", "eighty", "'eighty' is no value for option 'port': it must be a whole number between 0 and 65535")]
    [InlineData("port", "0x50", "'0x50' is no value for option 'port': it must be a whole number between 0 and 65535")]
    [InlineData("port", "65536", "'65536' is no value for option 'port': it must be between 0 and 65535")]
    [InlineData("portNumber", "-1", "'-1' is no value for option 'port': it must be between 0 and 65535")]
    [InlineData("ratio", "half", "'half' is no value for option 'ratio': it must be a number")]
    [InlineData("policy", "Replase", "'Replase' is no value for option 'policy': it must be one of Fail, Replace, Ignore")]
    [InlineData("policy", "1", "'1' is no value for option 'policy': it must be one of Fail, Replace, Ignore")]
    [InlineData("ports", "1,two", "'1,two' is no value for option 'ports': each item must be a whole number between -2147483648 and 2147483647")]
    [InlineData("address", "nowhere", "'nowhere' is no value for option 'address': it must be an IP address (An invalid IP address was specified)")]
    [InlineData("charset", "EBCDIC", "'EBCDIC' is no value for option 'charset': it must be one of UTF-8, ISO-8859-1")]
    [InlineData("topic", "A1", "'A1' is no value for option 'topic': it must match [a-z]+")]
    [InlineData("batchSize", "0", "'0' is no value for option 'batchSize': it must be at least 1")]
    [InlineData("password", "short", "the value of option 'password' cannot be used: its length must be between 8 and 20")]
    public void A_value_that_cannot_be_used_is_an_error_where_it_stands(string option, string value, string message)
    {
        var bound = Bind(("bind", "h"), (option, value));
        var problem = Assert.Single(bound.Problems);
        Assert.Equal((Severity.Error, message), (problem.Severity, problem.Message));
        Assert.Equal((new Location("a.conf", 2), "a1.sources.r1"), (problem.Location, problem.Component));
        Assert.False(bound.IsUsable);
    }

    [Fact]
    public void A_mistyped_enum_value_suggests_the_nearest() =>
        Assert.Equal("Replace", Assert.Single(Bind(("bind", "h"), ("policy", "Replase")).Problems).Suggestion);

    [Fact]
    public void A_secret_is_in_no_message()
    {
        var problems = Bind(("bind", "h"), ("password", "tell-nobody-this-long-secret")).Problems;
        Assert.DoesNotContain("tell-nobody", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_required_option_that_is_missing_is_an_error_where_the_component_stands()
    {
        var problem = Assert.Single(Bind().Problems);
        Assert.Equal("option 'bind' is required", problem.Message);
        Assert.Equal(new Location("a.conf", 99), problem.Location);
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var problems = Bind(("port", "x"), ("ratio", "y"), ("batchSize", "101"), ("nonsense", "z")).Problems;
        Assert.Equal(
            ["option 'bind' is required", "'x' is no value for option 'port': it must be a whole number between 0 and 65535",
                "'y' is no value for option 'ratio': it must be a number", "unknown option 'nonsense'",
                "option 'batchSize': it must not be larger than limit"],
            problems.Select(problem => problem.Message));
        Assert.Equal(3, problems[^1].Location!.Line);
    }

    [Fact]
    public void An_unknown_option_is_a_warning_with_the_nearest_name_and_in_yaml_an_error()
    {
        var problem = Assert.Single(Bind(("bind", "h"), ("prot", "1")).Problems);
        Assert.Equal((Severity.Warning, "unknown option 'prot'", "port"), (problem.Severity, problem.Message, problem.Suggestion));
        var yaml = _binder.Bind(Source, TestPlugins.Texts(("bind", "h"), ("Port", "1")), Settings with { UnknownIsError = true });
        Assert.Equal((Severity.Error, "port"), (yaml.Problems[0].Severity, yaml.Problems[0].Suggestion));
    }

    [Fact]
    public void What_the_agent_reads_itself_is_not_unknown() => Assert.Empty(Bind(("bind", "h"), ("type", "sample"), ("channels", "c1"),
        ("selector.type", "multiplexing"), ("interceptors", "i1"), ("interceptors.i1.type", "host")).Problems);

    [Fact]
    public void The_first_name_of_an_option_wins_and_the_other_is_told()
    {
        var bound = Bind(("bind", "h"), ("portNumber", "1"), ("port", "2"));
        Assert.Equal(2, Value(bound, "Port"));
        Assert.Equal("option 'portNumber' is ignored: it is another name of 'port'", Assert.Single(bound.Problems).Message);
    }

    [Fact]
    public void Where_flume_takes_the_default_lenient_warns_and_strict_refuses()
    {
        var lenient = Bind(("bind", "h"), ("limit", "0"), ("batchSize", "5"));
        Assert.Equal((Severity.Warning, "'0' is no value for option 'limit': it must be at least 1; the default 100 is used, as Flume does"),
            (lenient.Problems[0].Severity, lenient.Problems[0].Message));
        Assert.Equal(100L, Value(lenient, "Limit"));
        Assert.True(lenient.IsUsable);

        var strict = _binder.Bind(Source, TestPlugins.Texts(("bind", "h"), ("limit", "0"), ("batchSize", "5")), Settings with { Strict = true });
        Assert.Equal((Severity.Error, "'0' is no value for option 'limit': it must be at least 1"),
            (Assert.Single(strict.Problems).Severity, strict.Problems[0].Message));
    }

    [Fact]
    public void A_boolean_that_is_neither_is_false_when_lenient_and_an_error_when_strict()
    {
        var lenient = Bind(("bind", "h"), ("ack-every-event", "yes"));
        Assert.Equal(false, Value(lenient, "Acknowledges"));
        Assert.Equal((Severity.Warning, "'yes' is no value for option 'ack-every-event': it must be true or false; it is false, as Flume does"),
            (Assert.Single(lenient.Problems).Severity, lenient.Problems[0].Message));
        var strict = _binder.Bind(Source, TestPlugins.Texts(("bind", "h"), ("ack-every-event", "yes")), Settings with { Strict = true });
        Assert.False(strict.IsUsable);
    }

    [Fact]
    public void A_number_too_large_for_the_range_of_smaller_numbers_is_an_error() =>
        Assert.Equal("'99999999999' is no value for option 'idle': it must be a whole number between 0 and 3600",
            Assert.Single(Bind(("bind", "h"), ("idle", "99999999999")).Problems).Message);

    [Fact]
    public void A_component_without_options_knows_no_option_but_the_agent_s()
    {
        var bound = _binder.Bind(TestPlugins.Entry(ComponentKind.ConfigFilter, "carries-sdk"),
            TestPlugins.Texts(("type", "carries-sdk"), ("key", "1")), Settings);
        Assert.Null(bound.Options);
        Assert.Equal("unknown option 'key'", Assert.Single(bound.Problems).Message);
    }

    [Fact]
    public void A_component_that_cannot_be_loaded_is_one_error()
    {
        var entry = new CatalogEntry(TestPlugins.Plugin("NewerSdk"), TestPlugins.Plugin("NewerSdk").Components[0]);
        var bound = _binder.Bind(entry, TestPlugins.Texts(), Settings);
        Assert.StartsWith("plugin NewerSdk cannot be used: ", Assert.Single(bound.Problems).Message, StringComparison.Ordinal);
    }

    private static CatalogEntry Source { get; } = TestPlugins.Entry(ComponentKind.Source, "sample");

    private static BindSettings Settings { get; } = new("a1.sources.r1", new Location("a.conf", 99));

    private BoundOptions Bind(params (string, string)[] texts) => _binder.Bind(Source, TestPlugins.Texts(texts), Settings);

    private static object? Value(BoundOptions bound, string property) => bound.Options!.GetType().GetProperty(property)!.GetValue(bound.Options);

    public void Dispose() => _loader.Dispose();
}
