using System.Text.RegularExpressions;
using FlumePlug.Sdk;

namespace FlumePlug.Embedded;

/// <summary>The properties of an embedded agent, and those of the agent that it is (Flume's EmbeddedAgentConfiguration).</summary>
internal static partial class EmbeddedConfiguration
{
    private const string Sinks = "sinks";
    private const string EmbeddedSource = "org.apache.flume.agent.embedded.EmbeddedSource";

    private static readonly string[] Sources = ["EMBEDDED", EmbeddedSource];
    private static readonly string[] Channels = ["MEMORY", "FILE"];
    private static readonly string[] SinkTypes = ["AVRO"];
    private static readonly string[] Processors = ["DEFAULT", "FAILOVER", "LOAD_BALANCE"];
    private static readonly string[] DisallowedSinkNames = ["source", "channel", "processor"];

    /// <summary>The name of the agent's source.</summary>
    public static string SourceOf(string agent) => "source-" + Spaces().Replace(agent, "");

    /// <summary>An agent's properties, from those of an embedded one.</summary>
    /// <exception cref="ConfigurationException">They are not allowed; the words are Flume's.</exception>
    public static Dictionary<string, string> Expand(string agent, IReadOnlyDictionary<string, string> given)
    {
        var names = Check(given);
        var name = Spaces().Replace(agent, "");
        var (source, channel, group) = (SourceOf(agent), "channel-" + name, "sink-group-" + name);
        var sinks = string.Join(' ', names);
        var expanded = new Dictionary<string, string>
        {
            [$"{agent}.sources"] = source,
            [$"{agent}.channels"] = channel,
            [$"{agent}.sinks"] = sinks,
            [$"{agent}.sinkgroups"] = group,
            [$"{agent}.sinkgroups.{group}.sinks"] = sinks,
            [$"{agent}.sources.{source}.channels"] = channel,
            [$"{agent}.sources.{source}.type"] = EmbeddedSource,
        };
        foreach (var sink in names)
            expanded[$"{agent}.sinks.{sink}.channel"] = channel;
        foreach (var (key, value) in given)
            if (key is not (Sinks or "source.type"))
                expanded[$"{agent}.{Place(key)}"] = value;
        return expanded;

        string Place(string key) =>
            names.Any(sink => key.StartsWith(sink + '.', StringComparison.Ordinal)) ? "sinks." + key
            : Rest(key, "source.") is { } ofSource ? $"sources.{source}.{ofSource}"
            : Rest(key, "channel.") is { } ofChannel ? $"channels.{channel}.{ofChannel}"
            : Rest(key, "processor.") is not null ? $"sinkgroups.{group}.{key}"
            : throw new ConfigurationException("Unknown configuration " + key);
    }

    // The names of the sinks.
    private static string[] Check(IReadOnlyDictionary<string, string> given)
    {
        if (given.TryGetValue("source.type", out var source))
            CheckAllowed(Sources, source);
        CheckAllowed(Channels, Required(given, "channel.type"));
        var names = Required(given, Sinks).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        foreach (var sink in names)
        {
            if (DisallowedSinkNames.Contains(sink, StringComparer.OrdinalIgnoreCase))
                throw new ConfigurationException($"Sink name {sink} is one of the disallowed sink names: [{string.Join(", ", DisallowedSinkNames)}]");
            CheckAllowed(SinkTypes, Required(given, sink + ".type"));
        }
        CheckAllowed(Processors, Required(given, "processor.type"));
        return names;
    }

    private static string Required(IReadOnlyDictionary<string, string> given, string name) =>
        given.TryGetValue(name, out var value) ? value : throw new ConfigurationException("Required parameter not found " + name);

    private static void CheckAllowed(string[] allowed, string type)
    {
        if (!allowed.Contains(type.Trim(), StringComparer.OrdinalIgnoreCase))
            throw new ConfigurationException($"Component type of {type.Trim()} is not in allowed types of [{string.Join(", ", allowed)}]");
    }

    private static string? Rest(string key, string prefix) => key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : null;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
