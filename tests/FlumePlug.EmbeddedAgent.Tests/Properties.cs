using System.Globalization;
using FlumePlug.Embedded;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.EmbeddedAgent.Tests;

/// <summary>Embedded agents for tests, with the plugins of the agent that the build laid down.</summary>
internal static class Properties
{
    public static Embedded.EmbeddedAgent New(string name = "app") => new(name, new EmbeddedAgentOptions
    {
        PluginDirectories = [Path.Combine(Path.GetDirectoryName(Repository.Agent)!, "plugins")],
    });

    /// <summary>A memory channel and an avro sink k1 to a port of this machine; more overrides, null removes.</summary>
    public static Dictionary<string, string> Of(int port, params (string Key, string? Value)[] more)
    {
        var properties = new Dictionary<string, string>
        {
            ["channel.type"] = "memory",
            ["sinks"] = "k1",
            ["k1.type"] = "avro",
            ["k1.hostname"] = "localhost",
            ["k1.port"] = port.ToString(CultureInfo.InvariantCulture),
            ["processor.type"] = "default",
        };
        foreach (var (key, value) in more)
            if (value is null)
                properties.Remove(key);
            else
                properties[key] = value;
        return properties;
    }
}
