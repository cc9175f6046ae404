using System.CommandLine;
using FlumePlug.Core.Configuration;
using FlumePlug.FlumeCommandLine;
using FlumePlug.Logging;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Commands;

/// <summary>What <c>run</c>, <c>validate</c> and <c>graph</c> read: a configuration, strictly.</summary>
internal sealed class ConfigurationArguments(JavaArguments java)
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Configuration files, Flume's properties or YAML; later ones override earlier ones.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _conf = new("--conf", "-c")
    {
        Description = "The directory of flume-env.sh, lookups.properties and classpath: files.",
        HelpName = "DIR",
    };

    public void AddTo(Command command)
    {
        command.Add(_files);
        AddOptionsTo(command);
    }

    /// <summary>Everything but the files.</summary>
    public void AddOptionsTo(Command command)
    {
        command.Add(_conf);
        command.Add(SharedOptions.Plugins);
    }

    /// <summary>Applies flume-env.sh; the verb adds what only it asks.</summary>
    public Invocation Read(ParseResult parsed) => Read(parsed, parsed.GetRequiredValue(_files));

    /// <summary>The same for files that the verb names itself.</summary>
    public Invocation Read(ParseResult parsed, IReadOnlyList<string> files)
    {
        var confDirectory = parsed.GetValue(_conf);
        var all = FlumeEnvironment.Apply(confDirectory).Then(java);
        return new Invocation
        {
            Mode = ReadMode.Strict,
            Files = files,
            ConfDirectory = confDirectory,
            Properties = all.Properties,
            PluginDirectories = SharedOptions.PluginDirectories(parsed),
            Logging = LogSettings.Default with { Level = LogLevel.Warning },
            Warnings = [.. JavaLeftovers.Warnings(confDirectory, all.JavaOnly, null, null)],
        };
    }
}
