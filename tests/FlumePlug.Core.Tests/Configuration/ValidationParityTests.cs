using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Tests.Configuration;

/// <summary>Lenient reading against Apache Flume's own FlumeConfiguration: what survives, and the warnings.</summary>
public sealed partial class ValidationParityTests : IDisposable
{
    private readonly Reading _reading = new();

    public void Dispose() => _reading.Dispose();

    [Fact]
    public void Random_configurations_keep_what_Flume_keeps_with_the_warnings_of_Flume()
    {
        var seed = Environment.TickCount;
        var maps = new List<Dictionary<string, string>>();
        var random = new Random(seed);
        for (var i = 0; i < 1000; i++) maps.Add(RandomConfiguration(random));
        var (answers, errors) = JavaPeer.RunWithFlume("Flume.java", "validate", BinaryCases.Of(maps), ("FP_TYPE", "memory"));
        var logs = errors.Split("=== case\n")[1..];
        Assert.Equal(maps.Count, logs.Length);
        _reading.Settings = _reading.Settings with { CreateConfigFilter = _ => key => key == "FP_TYPE" ? "memory" : null };

        var (compared, agents) = (0, 0);
        for (var i = 0; i < maps.Count; i++)
        {
            var shown = $"seed {seed}: {JsonSerializer.Serialize(maps[i])}\n";
            var theirs = answers.Text();
            if (theirs.EndsWith('!')) continue; // a group without sinks is a NullPointerException of Flume
            compared++;
            var configuration = _reading.Lenient(string.Concat(maps[i].Select(entry => $"{Reading.Escape(entry.Key)} = {Reading.Escape(entry.Value)}\n")));
            if (configuration.Agents.Length > 0) agents++;
            Assert.Equal(shown + theirs, shown + Kept(configuration));
            Assert.Equal(shown + Warnings(logs[i]), shown + Warnings(configuration, maps[i]));
        }
        Assert.True(compared > maps.Count / 2 && agents > maps.Count / 4, $"{compared} compared, {agents} with agents");
    }

    private static Dictionary<string, string> RandomConfiguration(Random random)
    {
        var map = new Dictionary<string, string>();
        foreach (var agent in random.Next(4) == 0 ? new[] { "a1", "a2" } : ["a1"])
        {
            Maybe(10, $"{agent}.channels", "c1", "c1 c2", "c1\tc2  c3", "c2", "c1 c1");
            foreach (var name in new[] { "c1", "c2", "c3" })
                Maybe(9, $"{agent}.channels.{name}.type", "memory", "file", "org.example.Channel", "memory", "${f['FP_TYPE']}");
            Maybe(5, $"{agent}.channels.c1.capacity", "1000", "");
            Maybe(9, $"{agent}.sources", "r1", "r1 r2", "r1\tr2", "r2");
            foreach (var name in new[] { "r1", "r2" })
            {
                Maybe(9, $"{agent}.sources.{name}.type", "netcat", "seq", "org.example.Source", "");
                Maybe(9, $"{agent}.sources.{name}.channels", "c1", "c1 c2", "c3 c1", "c9", "c1 c9", "");
            }
            Maybe(9, $"{agent}.sinks", "k1", "k1 k2", "k2 k1  k3");
            foreach (var name in new[] { "k1", "k2", "k3" })
            {
                Maybe(9, $"{agent}.sinks.{name}.type", "logger", "null", "org.example.Sink");
                Maybe(9, $"{agent}.sinks.{name}.channel", "c1", "c2", "c9", "c1 c2");
            }
            Maybe(5, $"{agent}.sinkgroups", "g1", "g1 g2", "g1  g2", "g1\tg2");
            foreach (var name in new[] { "g1", "g2" })
            {
                Maybe(9, $"{agent}.sinkgroups.{name}.sinks", "k1 k2", "k1", "k2\tk3", "k9", "k9 k1");
                Maybe(8, $"{agent}.sinkgroups.{name}.processor.type", "failover", "load_balance", "default");
            }
            Maybe(3, $"{agent}.configfilters", "f", "f h");
            Maybe(8, $"{agent}.configfilters.f.type", "env");
            foreach (var junk in new[] { "sources", "foo.x", "sources.r1", "sources..x", "sinks..x.y", "sinks.k1.", "channel.c1.type", "", "sinkgroups.g1" })
                Maybe(1, $"{agent}.{junk}", "1", "c1", "");
            Maybe(1, ".x", "1");
            Maybe(1, "nodot", "1", "");
        }
        return map;

        void Maybe(int tenths, string key, params string[] values)
        {
            if (random.Next(10) < tenths) map[key] = values[random.Next(values.Length)];
        }
    }

    /// <summary>With the channels that nothing uses, which Flume removes only later, when it builds the agent.</summary>
    private static string Kept(FlumeConfiguration configuration)
    {
        var kept = new StringBuilder();
        foreach (var agent in configuration.Agents.OrderBy(agent => agent.Name, StringComparer.Ordinal))
        {
            var unused = configuration.Problems.Where(problem => problem.Message.EndsWith("has no components connected and has been removed.", StringComparison.Ordinal)
                && problem.Component!.StartsWith(agent.Name + ".", StringComparison.Ordinal)).Select(problem => problem.Component!.Split('.')[2]);
            kept.Append(agent.Name)
                .Append(" channels").Append(Set(agent.Channels.Select(channel => channel.Name).Concat(unused)))
                .Append(" sources").Append(Set(agent.Sources.Select(source => source.Name)))
                .Append(" sinks").Append(Set(agent.Sinks.Select(sink => sink.Name)))
                .Append(" groups").Append(Set(agent.SinkGroups.Select(group => group.Name))).Append('\n');
        }
        return kept.ToString();
    }

    private static string Set(IEnumerable<string> names) => "[" + string.Join(", ", names.Order(StringComparer.Ordinal)) + "]";

    private static string Warnings(string log) => string.Join('\n', WarningLine().Matches(log)
        .Select(match => match.Groups[1].Value.TrimEnd('\r'))
        .Where(message => !message.EndsWith("has no configfilters.", StringComparison.Ordinal))
        .Distinct().Order(StringComparer.Ordinal));

    /// <summary>Ours, without what Flume says only later or, of a channel without any property, not at all.</summary>
    private static string Warnings(FlumeConfiguration configuration, Dictionary<string, string> map) => string.Join('\n', configuration.Problems
        .Where(problem => !problem.Message.StartsWith("Could not configure channel", StringComparison.Ordinal)
            || map.Any(entry => entry.Key.StartsWith(problem.Component + ".", StringComparison.Ordinal) && entry.Value.Length > 0))
        .Select(problem => problem.Message.Split(" (No channels set")[0])
        .Where(message => !message.EndsWith("has no components connected and has been removed.", StringComparison.Ordinal)
            && !message.EndsWith("has no processor.type: default is used", StringComparison.Ordinal))
        .Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex(@"^\S+ \S+ WARN  FlumeConfiguration (.*)$", RegexOptions.Multiline)]
    private static partial Regex WarningLine();
}
