using FlumePlug.Core.Configuration;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Building;

/// <summary>Builds the components that stand outside an agent's graph: config filters before it, monitors after it, verbs without any.</summary>
public sealed class OuterComponents(ComponentCatalog catalog, PluginLoader loader, BuildSettings settings)
{
    private const string MonitoringPrefix = "flume.monitoring.";

    /// <summary>Builds a config filter.</summary>
    /// <exception cref="ConfigurationException">It cannot be built; the message says everything that is wrong.</exception>
    public IConfigFilter BuildConfigFilter(ComponentConfig config)
    {
        var problems = new ConfigProblems();
        var built = Builder(config.Agent, problems).Build<IConfigFilter>(ComponentKind.ConfigFilter, "config filter " + config.Name,
            ComponentPlace.Of(config), config.Type, config.Options, new("CONFIGFILTER", config.Name, config.Type));
        return built?.Build() ?? throw new ConfigurationException(TextOf(problems));
    }

    /// <summary>Builds the monitor that <c>-Dflume.monitoring.type</c> names; null when none is named.</summary>
    /// <param name="agent">Whose counters it reports.</param>
    /// <param name="plugins">The plugins whose code it runs.</param>
    /// <exception cref="ConfigurationException">It cannot be built; the message says everything that is wrong.</exception>
    public IMonitor? BuildMonitor(Agent agent, out IReadOnlyList<Plugin> plugins)
    {
        plugins = [];
        if (!settings.Properties.TryGetValue(MonitoringPrefix + "type", out var type))
            return null;
        var problems = new ConfigProblems();
        var texts = settings.Properties
            .Where(property => property.Key.StartsWith(MonitoringPrefix, StringComparison.Ordinal))
            .ToDictionary(property => property.Key[MonitoringPrefix.Length..], property => new OptionText(property.Value, null));
        var place = new ComponentPlace("-Dflume.monitoring", new Location("command line", 0), null);
        var built = Builder(agent.Name, problems).Build<IMonitor>(ComponentKind.Monitor, "monitor " + type, place, type, texts,
            new("MONITOR", type, type), new(Counters: agent));
        plugins = built?.Origin.Plugins ?? [];
        return built?.Build() ?? throw new ConfigurationException(TextOf(problems));
    }

    /// <summary>Builds the verb of a word.</summary>
    /// <exception cref="ConfigurationException">It cannot be built; the message says everything that is wrong.</exception>
    public IVerb BuildVerb(string word)
    {
        var problems = new ConfigProblems();
        var place = new ComponentPlace(word, new Location(Path.GetFullPath("command line"), 0), null);
        var built = Builder(word, problems).Build<IVerb>(ComponentKind.Verb, word, place, word, new Dictionary<string, OptionText>(), new("VERB", word, word));
        return built?.Build() ?? throw new ConfigurationException(TextOf(problems));
    }

    private ComponentBuilder Builder(string agent, ConfigProblems problems) =>
        new(agent, catalog, new OptionBinder(catalog, loader), new ComponentFactory(catalog, loader), settings, problems);

    private static string TextOf(ConfigProblems problems) => string.Join("; ", problems.Select(problem =>
        problem.Suggestion is { } suggestion ? $"{problem.Message} ({suggestion})" : problem.Message));
}
