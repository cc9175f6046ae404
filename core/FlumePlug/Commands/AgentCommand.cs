using System.CommandLine;
using FlumePlug.Core.Configuration;
using FlumePlug.FlumeCommandLine;

namespace FlumePlug.Commands;

/// <summary>
/// <c>agent --conf DIR --conf-file FILE --name a1</c>: Flume's own command line (semantics 1.9, 1.12). Repairs and drops with
/// a warning what Flume repairs and drops, and runs the rest.
/// </summary>
internal static class AgentCommand
{
    private static readonly Option<string?> Name = new("--name", "-n") { Description = "The agent.", HelpName = "AGENT" };
    private static readonly Option<string[]> ConfFile = new("--conf-file", "-f") { Description = "A configuration file; repeatable, later ones override.", HelpName = "FILE" };
    private static readonly Option<string[]> ConfUri = new("--conf-uri", "-u") { Description = "A file: or classpath: URI of a configuration; if given, every --conf-file is ignored, as in Flume.", HelpName = "URI" };
    private static readonly Option<string?> Conf = new("--conf", "-c") { Description = "The directory of flume-env.sh, flume.opts, lookups.properties and classpath: files.", HelpName = "DIR" };
    private static readonly Option<bool> DryRun = new("--dryrun", "-d") { Description = "Say what is wrong and what would run, and start nothing." };
    private static readonly Option<string?> Backup = new("--backup-directory", "-b") { Description = "Flume's copy of a remote configuration; ignored with a warning." };
    private static readonly Option<string?> ClassPath = new("--classpath", "-C") { Description = "Java's; ignored with a warning." };
    private static readonly Option<string?> PluginsPath = new("--plugins-path") { Description = "Java's; ignored with a warning." };

    // Known to Flume, and refused with the reason rather than with "unrecognized".
    private static readonly (Option<string?> Option, string Reason)[] Refused =
    [
        (new("--zkConnString", "-z") { Hidden = true }, "a configuration in ZooKeeper cannot be read; give a file with --conf-file."),
        (new("--zkBasePath", "-p") { Hidden = true }, "a configuration in ZooKeeper cannot be read; give a file with --conf-file."),
        (new("--auth-provider", "-a") { Hidden = true }, "configurations are read from files only."),
        (new("--conf-user", "-user") { Hidden = true }, "configurations are read from files only."),
        (new("--conf-password", "-pwd") { Hidden = true }, "configurations are read from files only."),
        (new("--conf-provider", "-prov") { Hidden = true }, "it names a Java class; give a file with --conf-file."),
    ];

    /// <summary>The directory that --conf names, found before anything is parsed, because it can hold presets.</summary>
    public static string? ConfDirectoryOf(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] is "--conf" or "-c" && i + 1 < arguments.Count)
                return arguments[i + 1];
            if (arguments[i].StartsWith("--conf=", StringComparison.Ordinal))
                return arguments[i]["--conf=".Length..];
        }
        return null;
    }

    public static Command Create(JavaArguments java)
    {
        var command = new Command("agent", "Run an agent with Flume's own command line: what Flume would repair or drop is, with a warning, and the rest runs.")
        {
            Name, ConfFile, ConfUri, Conf, SharedOptions.NoReload, SharedOptions.PollInterval, DryRun, Backup, ClassPath, PluginsPath,
            SharedOptions.Plugins, SharedOptions.DrainTimeout, SharedOptions.LogLevel, SharedOptions.LogFormat, SharedOptions.LogFile,
        };
        foreach (var (option, _) in Refused)
            command.Add(option);
        command.SetAction((parsed, _) => RunAsync(parsed, java));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, JavaArguments java)
    {
        var confDirectory = parsed.GetValue(Conf);
        java = FlumeEnvironment.Apply(confDirectory).Then(java);
        foreach (var (option, reason) in Refused)
            if (parsed.GetValue(option) is not null)
                throw new FormatException($"{option.Name}: {reason}");
        var uris = parsed.GetValue(ConfUri) ?? [];
        var files = parsed.GetValue(ConfFile) ?? [];
        if (files.Length == 0 && uris.Length == 0)
            throw new FormatException("No configuration was provided: give --conf-file FILE.");
        if (parsed.GetValue(Name) is not { } name)
            throw new FormatException("Missing required option: n (--name AGENT).");
        var warnings = new List<string>(JavaLeftovers.Warnings(confDirectory, java, parsed.GetValue(ClassPath), parsed.GetValue(PluginsPath)));
        if (confDirectory is null)
            warnings.Insert(0, "No configuration directory set! Use --conf <dir> to override.");
        if (parsed.GetValue(Backup) is not null)
            warnings.Add("--backup-directory is ignored: configurations are read from files, of which no backup is kept.");
        if (uris.Length > 0 && files.Length > 0)
            warnings.Add("--conf-uri is given: every --conf-file is ignored, as in Flume.");
        return await AgentRun.RunAsync(new Invocation
        {
            Mode = ReadMode.Lenient,
            Files = uris.Length > 0 ? uris : files,
            AgentName = name,
            ConfDirectory = confDirectory,
            Properties = java.Properties,
            PluginDirectories = SharedOptions.PluginDirectories(parsed),
            Logging = SharedOptions.Logging(parsed, java.Properties.GetValueOrDefault("flume.root.logger")),
            DrainTimeout = SharedOptions.Drain(parsed),
            PollInterval = SharedOptions.Interval(parsed),
            Warnings = warnings,
            DryRun = parsed.GetValue(DryRun),
        });
    }
}
