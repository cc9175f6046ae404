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
        Arity = ArgumentArity.ZeroOrMore,
    };

    // Flume's way to say it, which its operators' fingers know.
    private readonly Option<string[]> _confFile = new("--conf-file", "-f") { Description = "The same as FILE, as Flume spells it.", HelpName = "FILE" };

    private readonly Option<string?> _conf = new("--conf", "-c")
    {
        Description = "The directory of flume-env.sh, lookups.properties and classpath: files.",
        HelpName = "DIR",
    };

    public void AddTo(Command command)
    {
        command.Add(_files);
        command.Add(_confFile);
        AddOptionsTo(command);
    }

    /// <summary>Everything but the files.</summary>
    public void AddOptionsTo(Command command)
    {
        command.Add(_conf);
        command.Add(SharedOptions.Plugins);
    }

    /// <summary>Applies flume-env.sh; the verb adds what only it asks.</summary>
    /// <exception cref="FormatException">No file is named.</exception>
    public Invocation Read(ParseResult parsed)
    {
        string[] files = [.. parsed.GetValue(_files) ?? [], .. parsed.GetValue(_confFile) ?? []];
        return files.Length > 0 ? Read(parsed, files) : throw new FormatException("No configuration was provided: name a FILE.");
    }

    /// <summary>The same for files that the verb names itself.</summary>
    public Invocation Read(ParseResult parsed, IReadOnlyList<string> files)
    {
        // What looks like an option and is none would be taken for a file.
        if (files.FirstOrDefault(file => file.StartsWith('-') && !File.Exists(file)) is { } unknown)
            throw new FormatException($"Unrecognized option '{unknown}'.");
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
            Warnings = [.. JavaLeftovers.Warnings(confDirectory, all, null, null)],
        };
    }
}
