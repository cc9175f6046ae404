using FlumePlug.Commands;

namespace FlumePlug.FlumeCommandLine;

/// <summary>Names, in one warning each, what a Flume installation has that means nothing here, with our option for it.</summary>
internal static class JavaLeftovers
{
    public static IEnumerable<string> Warnings(string? confDirectory, JavaArguments java, string? classPath, string? pluginsPath)
    {
        if (confDirectory is not null && !Directory.Exists(confDirectory))
            yield return $"--conf {confDirectory}: there is no such directory.";
        if (java.Properties.GetValueOrDefault("flume.root.logger") is { } root && SharedOptions.RootLevel(root) is null)
            yield return $"-Dflume.root.logger={root} names no level and is ignored.";
        foreach (var argument in java.JavaOnly.Distinct())
        {
            yield return argument.StartsWith("-X", StringComparison.Ordinal)
                ? $"{argument} is for the Java machine and ignored; to bound the memory set DOTNET_GCHeapHardLimit."
                : $"{argument} is a Java agent and ignored; --log-level and -Dflume.monitoring.type=http show what the agent does.";
        }
        if (!string.IsNullOrEmpty(classPath))
            yield return $"--classpath {classPath} names Java classes and is ignored; --plugins DIR loads plugins.";
        if (!string.IsNullOrEmpty(pluginsPath))
            yield return $"--plugins-path {pluginsPath} names Java plugins and is ignored; --plugins DIR loads plugins.";
        if (Environment.GetEnvironmentVariable("FLUME_CLASSPATH") is { Length: > 0 } fromEnvironment)
            yield return $"FLUME_CLASSPATH={fromEnvironment} names Java classes and is ignored; --plugins DIR loads plugins.";
        foreach (var plugins in PlacesOfJavaPlugins(confDirectory).Where(Directory.Exists).DistinctBy(Path.GetFullPath))
            yield return $"{plugins} holds Java plugins and is ignored; --plugins DIR loads plugins.";
        if (confDirectory is null)
            yield break;
        foreach (var file in (string[])["log4j2.xml", "log4j.properties"])
            if (File.Exists(Path.Combine(confDirectory, file)))
                yield return $"{Path.Combine(confDirectory, file)} configures Log4j and is ignored; --log-level, --log-format and --log-file do it here.";
    }

    // Flume's own place is beside its conf directory.
    private static IEnumerable<string> PlacesOfJavaPlugins(string? confDirectory)
    {
        yield return "plugins.d";
        if (Environment.GetEnvironmentVariable("FLUME_HOME") is { Length: > 0 } home)
            yield return Path.Combine(home, "plugins.d");
        if (confDirectory is null)
            yield break;
        yield return Path.Combine(confDirectory, "plugins.d");
        yield return Path.Combine(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(confDirectory))) ?? "/", "plugins.d");
    }
}
