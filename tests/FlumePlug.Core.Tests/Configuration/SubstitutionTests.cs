using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Tests.Configuration;

public sealed class SubstitutionTests : IDisposable
{
    private const string EnvironmentProperties = "org.apache.flume.node.EnvVarResolverProperties";

    private readonly Reading _reading = new();

    public SubstitutionTests()
    {
        _reading.Settings = _reading.Settings with
        {
            Environment = name => name switch { "HOST" => "node7", "EMPTY" => "", "LOOP" => "${env:LOOP}", _ => null },
            SystemProperties = new Dictionary<string, string> { ["port"] = "4141", ["dotted.name"] = "x" },
            Time = new FixedTime(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)),
        };
    }

    public void Dispose() => _reading.Dispose();

    [Theory]
    [InlineData("${env:HOST}:${sys:port}", "node7:4141")]
    [InlineData("${ENV:HOST}", "node7")]
    [InlineData("${sys:dotted.name}", "x")]
    [InlineData("${key}", "value")]
    [InlineData("${later}", "see value")]
    [InlineData("${a1.channels.c1.type}", "memory")]
    [InlineData("${none:-default}", "default")]
    [InlineData("${none:-}x", "x")]
    [InlineData("${none:-${key}}", "value")]
    [InlineData("${none:-${none2:-deep}}", "deep")]
    [InlineData("${env:none:-9}", "9")]
    [InlineData("${key:-default}", "value")]
    [InlineData("${k${e}y}", "value")]
    [InlineData("${env:${ho}ST}", "node7")]
    [InlineData("$${key}", "${key}")]
    [InlineData("$$${key}", "$${key}")]
    [InlineData("$${a${key}}", "${avalue}")]
    [InlineData("$key $1 {key} %{key} $", "$key $1 {key} %{key} $")]
    [InlineData("${key", "${key")]
    [InlineData("x${key ${e}", "x${key ${e}")]
    [InlineData("${date:yyyy-MM-dd}", "2026-01-02")]
    [InlineData("${wrong:key}", "value")]
    [InlineData("${env:key}", "value")]
    public void A_variable_is_replaced(string value, string expected) => Assert.Equal(expected, Lenient(value));

    [Theory]
    [InlineData("${none}")]
    [InlineData("${env:none}")]
    [InlineData("${}")]
    [InlineData("${none${none2}}")]
    [InlineData("a${none}b${wrong:none}c")]
    [InlineData("${f['KEY']}")]
    public void What_does_not_resolve_stays_as_it_is_without_a_word_when_lenient(string value)
    {
        Assert.Equal(value, Lenient(value, out var problems));
        Assert.DoesNotContain(problems, line => line.Contains("stays as it is", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("${none}", "${none} does not resolve")]
    [InlineData("${a1.sinks.k1.tipe}", "${a1.sinks.k1.tipe} does not resolve (try: ${a1.sinks.k1.type})")]
    [InlineData("${evn:HOST}", "${evn:HOST} does not resolve (try: ${env:HOST})")]
    [InlineData("${env:none}", "${env:none} does not resolve")]
    [InlineData("${none:-${none2}}", "${none2} does not resolve")]
    [InlineData("${none${none2}}", "${none${none2}} does not resolve")]
    [InlineData("${f[K]}", "${f[K]} does not resolve")]
    [InlineData("${date:'}", "${date:'}: Invalid date format: [']")]
    [InlineData("${java:nothing}", "${java:nothing}: 'nothing' is none of")]
    public void What_does_not_resolve_is_an_error_at_its_line_when_strict(string value, string message)
    {
        var line = Assert.Single(_reading.Lines(_reading.Strict(Text(value))), line => line.Contains("error", StringComparison.Ordinal));
        Assert.StartsWith("flume.conf:10: error: a1.sources.r1: " + message, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("${none${none2}:-fine}")]
    [InlineData("$${none}")]
    [InlineData("$1 $name %{none} {none}")]
    public void What_needs_no_resolving_is_no_error(string value) => Assert.True(_reading.Strict(Text(value)).IsValid);

    [Fact]
    public void Every_unresolved_variable_of_every_value_is_named()
    {
        var lines = _reading.Lines(_reading.Strict(Text("${one} ${two}") + "a1.sinks.k1.x = ${three}\na1.sinkgroups = ${four}\n"));
        Assert.Equal(
            ["${one}", "${two}", "${three}", "${four}"],
            lines.Where(line => line.Contains("resolve", StringComparison.Ordinal)).Select(line => line.Split(' ')[3]));
    }

    [Theory]
    [InlineData("l1 = ${l2}\nl2 = ${l3}\nl3 = ${l1}\n", "l1 -> l2 -> l3 -> l1")]
    [InlineData("l1 = a${l2}b\nl2 = ${x${l1}}\n", "l1 -> l2 -> l1")]
    public void A_cycle_is_told_and_the_value_stays(string cycle, string loop)
    {
        Assert.Equal("${l1}", Lenient("${l1}", out var lenient, cycle));
        Assert.Contains(lenient, line => line.Contains("warning: a1.sources.r1.x: ${l1} stays as it is: Infinite loop", StringComparison.Ordinal)
            && line.Contains(loop, StringComparison.Ordinal));
        Assert.Contains(
            _reading.Lines(_reading.Strict(cycle + Text("${l1}"))),
            line => line.Contains("error: a1.sources.r1: ${l1}: Infinite loop", StringComparison.Ordinal));
    }

    [Fact]
    public void A_property_that_names_itself_means_what_lies_outside()
    {
        _reading.Settings = _reading.Settings with
        {
            SystemProperties = new Dictionary<string, string> { ["propertiesImplementation"] = EnvironmentProperties },
        };
        Assert.Equal("node7", Lenient("${HOST}", out _, "HOST = ${HOST}\n"));
        Assert.Equal("5", Lenient("${own}", out _, "own = ${own:-5}\n"));
    }

    [Fact]
    public void Bare_names_come_from_the_environment_only_when_the_properties_implementation_says_so()
    {
        Assert.Equal("${HOST}", Lenient("${HOST}"));
        _reading.Settings = _reading.Settings with
        {
            SystemProperties = new Dictionary<string, string> { ["propertiesImplementation"] = EnvironmentProperties },
        };
        Assert.Equal("node7", Lenient("${HOST}"));
        Assert.Equal("${nope}", Lenient("${nope}"));
        Assert.True(_reading.Strict(Text("${HOST}")).IsValid);
    }

    [Theory]
    [InlineData("${env:LOOP}", "")]
    [InlineData("${b0}", "b0 = ${b1}${b1}\nb1 = ${b2}${b2}\nb2 = ${b3}${b3}\nb3 = ${b4}${b4}\nb4 = ${b5}${b5}\nb5 = ${b6}${b6}\n"
        + "b6 = ${b7}${b7}\nb7 = ${b8}${b8}\nb8 = ${b9}${b9}\nb9 = ${c0}${c0}\nc0 = ${c1}${c1}\nc1 = ${c2}${c2}\nc2 = ${c3}${c3}\n"
        + "c3 = ${c4}${c4}\nc4 = ${c5}${c5}\nc5 = ${c6}${c6}\nc6 = xxxxxxxxxxxxxxxx\n")]
    public void What_would_grow_without_end_is_refused(string value, string before) =>
        Assert.Contains(
            _reading.Lines(_reading.Strict(before + Text(value))),
            line => line.Contains("error: a1.sources.r1: " + value + ": ", StringComparison.Ordinal));

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        var value = string.Concat(Enumerable.Repeat("${", 50_000)) + new string('}', 50_000);
        Assert.Equal(value, Lenient(value, out var lines));
        Assert.Contains(lines, line => line.EndsWith("has too many variables", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("user.dir")]
    [InlineData("user.home")]
    [InlineData("user.name")]
    [InlineData("java.io.tmpdir")]
    [InlineData("os.name")]
    [InlineData("os.arch")]
    [InlineData("os.version")]
    public void The_system_properties_that_Java_has_everywhere_are_there(string name)
    {
        _reading.Settings = _reading.Settings with { Environment = Environment.GetEnvironmentVariable };
        Assert.DoesNotContain("$", Lenient($"${{sys:{name}}}"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_separators_are_those_of_the_platform() =>
        Assert.Equal($"x{Path.DirectorySeparatorChar}{Path.PathSeparator}\nx", Lenient("x${sys:file.separator}${sys:path.separator}${sys:line.separator}x"));

    [Theory]
    [InlineData("version")]
    [InlineData("runtime")]
    [InlineData("vm")]
    [InlineData("os")]
    [InlineData("hardware")]
    [InlineData("locale")]
    public void The_java_lookup_describes_what_really_runs(string name) =>
        Assert.DoesNotContain("Java", Lenient($"${{java:{name}}}"), StringComparison.Ordinal);

    private static string Text(string value) => Reading.Agent + "a1.sources.r1.y = 1\na1.sources.r1.x = " + value + "\n";

    private string Lenient(string value) => Lenient(value, out _);

    private string Lenient(string value, out string[] problems, string before = "")
    {
        var configuration = _reading.Lenient(
            before + "key = value\nlater = see ${key}\ne = e\nho = HO\n" + Text(value).Replace("\\", @"\\", StringComparison.Ordinal));
        problems = _reading.Lines(configuration);
        return configuration.Agents[0].Sources[0].Options.Text("x")!;
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;
    }
}
