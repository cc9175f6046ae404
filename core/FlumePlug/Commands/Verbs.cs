using System.CommandLine;
using FlumePlug.FlumeCommandLine;

namespace FlumePlug.Commands;

/// <summary>The agent's own verbs; plugins may add others.</summary>
internal static class Verbs
{
    private static readonly (string Name, Func<JavaArguments, Command> Create)[] All =
    [
        ("run", RunCommand.Create),
        ("agent", AgentCommand.Create),
        ("validate", ValidateCommand.Create),
        ("describe", _ => DescribeCommand.Create()),
        ("plugins", _ => PluginsCommand.Create()),
        ("schema", _ => SchemaCommand.Create()),
        ("graph", GraphCommand.Create),
        ("plan", PlanCommand.Create),
        ("plugin", _ => PluginCommand.Create()),
        ("avro-client", _ => AvroClientCommand.Create()),
        ("version", _ => VersionCommand.Create()),
        ("docs", _ => DocsCommand.Create()),
    ];

    /// <summary>The commands that the arguments can mean: the one that they name, else all; the agent's start pays for each.</summary>
    public static IEnumerable<Command> For(JavaArguments java)
    {
        var named = Array.FindIndex(All, verb => java.Rest is [var first, ..] && verb.Name == first);
        foreach (var (_, create) in named < 0 ? All : All[named..(named + 1)])
            yield return create(java);
        if (named < 0)
            foreach (var command in PluginVerbs.Descriptions())
                yield return command;
    }

    /// <summary>Whether the agent itself has the verb.</summary>
    public static bool Has(string word) => Array.Exists(All, verb => verb.Name == word);
}
