using System.Collections.Immutable;
using FlumePlug.Core.Configuration.Structure;
using FlumePlug.Core.Configuration.Substitution;
using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.Core.Configuration;

/// <summary>
/// Reads configuration files the way Flume does: all files become one set of properties, variables are replaced, the
/// properties are sorted into agents, config filters are applied, and each agent is checked as a structure. Options are
/// checked later, against the components' metadata.
/// </summary>
public static class ConfigurationReader
{
    /// <summary>
    /// Reads files in the order in which later ones override earlier ones. Never throws for what the files say or for a
    /// file that cannot be read: everything wrong is in the result's problems. Lenient, an error among them means that
    /// Flume would not start at all, and there are no agents.
    /// </summary>
    /// <param name="files">Paths, or <c>file:</c> and <c>classpath:</c> URIs; YAML where the name ends so.</param>
    /// <param name="settings">The mode and what the values may refer to.</param>
    public static FlumeConfiguration Read(IReadOnlyList<string> files, ReadSettings settings)
    {
        var problems = new ConfigProblems();
        var properties = new PropertySet();
        foreach (var file in files)
            properties.AddFile(ConfigurationFile.Read(file, settings, problems), settings.Mode == ReadMode.Strict, problems);
        return Read(properties, files, settings, problems);
    }

    /// <summary>Reads properties that were given by code, otherwise as files.</summary>
    /// <param name="given">Whole keys and their values.</param>
    /// <param name="origin">What problems name instead of a file.</param>
    /// <param name="settings">The mode and what the values may refer to.</param>
    public static FlumeConfiguration Read(IReadOnlyDictionary<string, string> given, string origin, ReadSettings settings)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(settings);
        var problems = new ConfigProblems();
        var properties = new PropertySet();
        properties.AddFile(given.Select(one => new PropertyEntry(one.Key, one.Value, new(origin))), strict: false, problems);
        return Read(properties, [origin], settings, problems);
    }

    private static FlumeConfiguration Read(PropertySet properties, IReadOnlyList<string> files, ReadSettings settings, ConfigProblems problems)
    {
        var findings = new Findings(settings.Mode, problems);
        var agents = Agents(properties, settings, findings);
        if (agents.IsEmpty) ReportNothing(files, properties, findings);
        return new FlumeConfiguration(problems.HasErrors && !findings.Strict ? [] : agents, problems);
    }

    /// <summary>The paths of files given by path or URI, as far as they are any.</summary>
    public static IReadOnlyList<string> PathsOf(IReadOnlyList<string> files, string? confDirectory) =>
        [.. files.Select(file => ConfigurationFile.PathOf(file, confDirectory, [])).OfType<string>()];

    private static ImmutableArray<AgentConfig> Agents(PropertySet properties, ReadSettings settings, Findings findings)
    {
        var lookups = new Lookups(LookupsFile.Prefixes(settings, findings.Problems), properties.Entries, settings);
        if (settings.SystemProperties.GetValueOrDefault("propertiesImplementation") is { } named and not Lookups.EnvironmentProperties)
        {
            findings.Problems.Warning(null, null,
                $"-DpropertiesImplementation={named} names a Java class that is not known here and is ignored", Lookups.EnvironmentProperties);
        }
        var resolved = Resolve(properties, lookups, findings);
        var drafts = new AgentDrafts(findings, lookups.Used);
        foreach (var property in resolved) drafts.Add(property);

        var unresolved = new UnresolvedReport(lookups, findings);
        var agents = ImmutableArray.CreateBuilder<AgentConfig>();
        foreach (var draft in drafts.Agents)
        {
            if (new AgentValidator(draft, settings.CreateConfigFilter, findings, unresolved).Validate() is { } agent)
                agents.Add(agent);
        }
        return agents.ToImmutable();
    }

    private static List<ResolvedProperty> Resolve(PropertySet properties, Lookups lookups, Findings findings)
    {
        var substitutor = new Substitutor(lookups.Find);
        var resolved = new List<ResolvedProperty>(properties.Entries.Count);
        foreach (var (key, entry) in properties.Entries)
        {
            var value = substitutor.Replace(key, entry.Value);
            resolved.Add(new ResolvedProperty(entry, value.Text, value.Unresolved));
            if (findings.Strict) continue;
            foreach (var part in value.Unresolved.Where(part => part.Reason is not null))
                findings.Problems.Warning(entry.Location, JavaText.Trim(key), $"{part.Expression} stays as it is: {part.Reason}");
        }
        return resolved;
    }

    private static void ReportNothing(IReadOnlyList<string> files, PropertySet properties, Findings findings)
    {
        var at = files is [var file] ? new Location(file) : null;
        if (files.Count == 0)
            findings.Problems.Error(null, null, "No configuration was provided");
        else if (properties.Entries.Count == 0 && !findings.Problems.HasErrors)
            findings.Problems.Error(at, null, "No configuration could be found: no properties");
        else if (properties.Entries.Count > 0 && findings.Strict)
            findings.Problems.Error(at, null, "defines no agent", "a1.sources, a1.channels, a1.sinks");
    }
}
