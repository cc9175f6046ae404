using FlumePlug.Core.Configuration;
using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.FlumeCommandLine;

/// <summary>
/// Long options preset in <c>/etc/flume/flume.opts</c>, else in <c>flume.opts</c> of the configuration directory: a properties
/// file of option names; the command line wins.
/// </summary>
internal static class FlumeOptions
{
    private const string SystemFile = "/etc/flume/flume.opts";

    /// <summary>The arguments with the presets that they do not give themselves.</summary>
    public static IReadOnlyList<string> WithPresets(IReadOnlyList<string> arguments, string? confDirectory)
    {
        var file = File.Exists(SystemFile) ? SystemFile
            : confDirectory is not null && File.Exists(Path.Combine(confDirectory, "flume.opts")) ? Path.Combine(confDirectory, "flume.opts")
            : null;
        if (file is null)
            return arguments;
        var presets = new List<string>();
        foreach (var preset in JavaProperties.Parse(File.ReadAllBytes(file), file, new ConfigProblems()))
        {
            var (name, value) = (preset.Key, preset.Value);
            if (arguments.Any(argument => argument == $"--{name}" || argument.StartsWith($"--{name}=", StringComparison.Ordinal)
                || ShortNames.GetValueOrDefault(name) == argument))
                continue;
            // commons-cli: an option without an argument is set by yes, true or 1.
            if (name is "no-reload-conf")
                presets.AddRange(value.ToUpperInvariant() is "YES" or "TRUE" or "1" ? ["--" + name] : []);
            else
                presets.AddRange(["--" + name, value]);
        }
        return [.. arguments, .. presets];
    }

    private static readonly Dictionary<string, string> ShortNames = new()
    {
        ["name"] = "-n",
        ["conf-file"] = "-f",
        ["conf-uri"] = "-u",
        ["conf"] = "-c",
        ["zkConnString"] = "-z",
        ["zkBasePath"] = "-p",
        ["poll-interval"] = "-i",
        ["backup-directory"] = "-b",
        ["auth-provider"] = "-a",
    };
}
