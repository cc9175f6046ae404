using System.CommandLine;
using System.Globalization;
using FlumePlug.Core.Plugins;
using FlumePlug.Logging;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Commands;

/// <summary>Options that several verbs share.</summary>
internal static class SharedOptions
{
    public static Option<string?> Name { get; } = new("--name", "-n")
    {
        Description = "The agent; may be left out when there is only one.",
        HelpName = "AGENT",
    };

    public static Option<string[]> Plugins { get; } = new("--plugins")
    {
        Description = "One more directory of plugins; repeatable. FLUMEPLUG_PLUGINS adds more, separated by colons.",
        HelpName = "DIR",
    };

    public static Option<string[]> LogLevel { get; } = new("--log-level")
    {
        Description = "trace, debug, info, warn, error or off; NAME=LEVEL for one component; repeatable. Default: info.",
        HelpName = "LEVEL",
    };

    public static Option<string> LogFormat { get; } = new Option<string>("--log-format")
    {
        Description = "text or json.",
        DefaultValueFactory = _ => "text",
    }.AcceptOnlyFromAmong("text", "json");

    public static Option<string?> LogFile { get; } = new("--log-file")
    {
        Description = "Log to a file, rolled at 64 MB, five kept, instead of standard error.",
        HelpName = "PATH",
    };

    public static Option<string> DrainTimeout { get; } = new("--drain-timeout")
    {
        Description = "Seconds that a stop may take to empty the channels; what does not end then is left behind 2 seconds later.",
        DefaultValueFactory = _ => "5",
        HelpName = "SECONDS",
    };

    public static Option<bool> NoReload { get; } = new("--no-reload-conf")
    {
        Description = "Do not follow changes of the configuration and of plugins; SIGHUP still reloads.",
    };

    public static Option<string?> PollInterval { get; } = new("--poll-interval", "-i")
    {
        Description = "Seconds between looks at the configuration where the system does not tell of changes. Default: 30.",
        HelpName = "SECONDS",
    };

    public static Option<bool> Json { get; } = new("--json") { Description = "Print JSON." };

    /// <summary>The directories of --plugins.</summary>
    public static IReadOnlyList<string> PluginDirectories(ParseResult parsed) => parsed.GetValue(Plugins) ?? [];

    /// <summary>What all plugins offer, read from their metadata; directories that cannot be read are told on standard error.</summary>
    public static ComponentCatalog Catalog(ParseResult parsed)
    {
        var catalog = ComponentCatalog.Scan(PluginFolders.Standard(PluginDirectories(parsed)));
        foreach (var problem in catalog.Problems)
            Console.Error.WriteLine($"flumeplug: {problem}");
        return catalog;
    }

    /// <summary>The log settings; <paramref name="rootLogger"/> is Flume's <c>-Dflume.root.logger=LEVEL,...</c>.</summary>
    /// <exception cref="FormatException">A level is none.</exception>
    public static LogSettings Logging(ParseResult parsed, string? rootLogger = null)
    {
        var level = rootLogger is null ? Microsoft.Extensions.Logging.LogLevel.Information : RootLevel(rootLogger) ?? Microsoft.Extensions.Logging.LogLevel.Information;
        var levels = new Dictionary<string, LogLevel>(StringComparer.Ordinal);
        foreach (var text in parsed.GetValue(LogLevel) ?? [])
        {
            var equals = text.LastIndexOf('=');
            if (equals < 0)
                level = Parse(text);
            else
                levels[text[..equals]] = Parse(text[(equals + 1)..]);
        }
        var format = parsed.GetValue(LogFormat) == "json" ? FlumePlug.Logging.LogFormat.Json : FlumePlug.Logging.LogFormat.Text;
        return new(level, levels, format, parsed.GetValue(LogFile));
    }

    /// <summary>The level of <c>-Dflume.root.logger</c>; null: it names none.</summary>
    public static LogLevel? RootLevel(string rootLogger) => LogSettings.ParseLevel(rootLogger.Split(',')[0].Trim());

    /// <summary>The drain timeout.</summary>
    /// <exception cref="FormatException">It is no number, or negative.</exception>
    public static TimeSpan Drain(ParseResult parsed)
    {
        var text = parsed.GetValue(DrainTimeout);
        return double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e6
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"--drain-timeout {text} is not a time in seconds.");
    }

    /// <summary>How often the configuration is looked at; as in Flume 0 is the default.</summary>
    /// <exception cref="FormatException">It is no whole number, or negative.</exception>
    public static TimeSpan Interval(ParseResult parsed)
    {
        if (parsed.GetValue(NoReload))
            return Timeout.InfiniteTimeSpan;
        return WholeNumber(parsed, PollInterval) switch
        {
            null or 0 => TimeSpan.FromSeconds(30),
            > 0 and var seconds => TimeSpan.FromSeconds(seconds),
            var negative => throw new FormatException($"--poll-interval {negative} is not a time in seconds."),
        };
    }

    /// <summary>The number that an option was given; null: none was.</summary>
    /// <exception cref="FormatException">It is no whole number.</exception>
    public static int? WholeNumber(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw new FormatException($"{option.Name} ({string.Join(", ", option.Aliases)}): '{text}' is not a whole number.");
    }

    private static LogLevel Parse(string text) =>
        LogSettings.ParseLevel(text) ?? throw new FormatException($"{text} is no log level; there are trace, debug, info, warn, error and off.");
}
