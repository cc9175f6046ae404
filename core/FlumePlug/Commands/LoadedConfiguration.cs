using FlumePlug.Core;
using FlumePlug.Core.Building;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Plugins;
using FlumePlug.Hosting;
using FlumePlug.Sdk.Text;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Commands;

/// <summary>The plugins there are, and a configuration read with them; builds its agents, and plans how a running one changes.</summary>
internal sealed class LoadedConfiguration : IDisposable
{
    private readonly Invocation _invocation;
    private readonly ILoggerFactory _loggers;
    // The plugins are looked at while the files are read, which only a config filter needs them for: each is a good part of the start.
    private readonly Task<ComponentCatalog> _catalog;
    private readonly PluginLoader _loader;
    private readonly BuildSettings _settings;
    private readonly FlumeConfiguration _configuration;
    private readonly string? _name;

    private LoadedConfiguration(
        Invocation invocation, ILoggerFactory loggers, PluginLoader loader, Func<ComponentCatalog> look, FlumeConfiguration? configuration = null)
    {
        (_invocation, _loggers, _loader, _name) = (invocation, loggers, loader, invocation.AgentName);
        _catalog = Task.Run(look);
        _settings = new BuildSettings { Mode = invocation.Mode, Loggers = loggers, Properties = invocation.Properties };
        _configuration = configuration is null ? Read() : configuration with { Problems = [] };
        foreach (var problem in Catalog.Problems)
            Problems.Warning(null, null, problem);
    }

    /// <summary>All that is wrong so far.</summary>
    public ConfigProblems Problems => _configuration.Problems;

    /// <summary>The files.</summary>
    public IReadOnlyList<string> Files => _invocation.Files;

    /// <summary>Where plugins are looked for.</summary>
    public IReadOnlyList<string> PluginDirectories => PluginFolders.Standard(_invocation.PluginDirectories);

    public static LoadedConfiguration Load(Invocation invocation, ILoggerFactory loggers) => new(
        invocation, loggers, new PluginLoader(), () => ComponentCatalog.Scan(PluginFolders.Standard(invocation.PluginDirectories)));

    /// <summary>
    /// Looks at the plugins again, and reads files, or goes on with what was read. What runs of the agent stays loaded, and goes
    /// with this one.
    /// </summary>
    public LoadedConfiguration Again(Agent running, IReadOnlyList<string>? files)
    {
        // Only these, not this one: a thousand reloads would keep a thousand of them.
        var (directories, known, used) = (PluginDirectories, Catalog.Plugins, running.Plugins);
        return new(_invocation with { Files = files ?? Files }, _loggers, _loader,
            () => ComponentCatalog.Scan(directories, known, used), files is null ? _configuration : null);
    }

    /// <summary>
    /// What concerns the agent that was asked for, sorted. Strict, other agents of the file are not its business; lenient, they
    /// are warned of as in Flume.
    /// </summary>
    public IReadOnlyList<ConfigProblem> ChosenProblems() =>
        _name is null || _settings.Mode == ReadMode.Lenient ? Problems.Sorted() : Problems.Of(_name);

    /// <summary>The agent that was asked for, or all when none was named; a problem when there is no such agent.</summary>
    public IReadOnlyList<AgentConfig> ChosenAgents()
    {
        if (_name is null)
            return _configuration.Agents;
        if (_configuration.Find(_name) is { } agent)
            return [agent];
        if (!HasErrors && _configuration.Agents.Length > 0)
            Problems.Error(null, _name, "no such agent", string.Join(", ", _configuration.Agents.Select(other => other.Name)));
        return [];
    }

    /// <summary>Builds the agent that was asked for; null when there is none or it has errors.</summary>
    public async Task<Agent?> BuildAsync()
    {
        var chosen = ChosenAgents();
        if (chosen.Count > 1)
        {
            var names = string.Join(", ", chosen.Select(other => other.Name));
            Problems.Error(null, null, "the configuration defines several agents; choose one with --name", names);
            await CheckAllAsync();
        }
        if (chosen is not [var config] || Build(config) is not { } agent)
            return null;
        if (_settings.Mode == ReadMode.Lenient || !HasErrors)
            return agent;
        await agent.DisposeAsync();
        return null;
    }

    /// <summary>Plans how an agent goes over to this configuration; null when that has errors.</summary>
    public AgentChange? Plan(Agent running)
    {
        var config = _configuration.Find(running.Name);
        if (config is null && !HasErrors)
            Problems.Error(null, running.Name, "no such agent any more");
        if (config is null || AgentBuilder.Plan(running, config, Catalog, _loader, _settings, Problems) is not { } change)
            return null;
        return _settings.Mode == ReadMode.Lenient || !HasErrors ? change : null;
    }

    /// <summary>Unloads the plugins that were replaced, and that neither the agent nor anything else uses any more.</summary>
    public IReadOnlyList<UnloadWatch> UnloadReplaced(Agent running, RunningMonitor monitor) =>
        _loader.UnloadExcept([.. Catalog.Plugins, .. running.Plugins, .. monitor.Plugins]);

    /// <summary>Builds every agent to find what is wrong with it.</summary>
    public async Task CheckAllAsync()
    {
        foreach (var config in ChosenAgents())
            if (Build(config) is { } agent)
                await agent.DisposeAsync();
    }

    /// <summary>Starts the monitor of <c>-Dflume.monitoring.type</c>.</summary>
    public Task<RunningMonitor> StartMonitorAsync(Agent agent) =>
        RunningMonitor.StartAsync(agent, Outer, _loggers.CreateLogger("flumeplug"));

    private ComponentCatalog Catalog => _catalog.GetAwaiter().GetResult();

    private OuterComponents Outer => new(Catalog, _loader, _settings);

    private bool HasErrors => ChosenProblems().Any(problem => problem.Severity == Severity.Error);

    private FlumeConfiguration Read() => ConfigurationReader.Read(_invocation.Files, new ReadSettings
    {
        Mode = _invocation.Mode,
        SystemProperties = _invocation.Properties,
        ConfDirectory = _invocation.ConfDirectory,
        FormatDate = (pattern, time) => JavaDateFormat.Parse(pattern).Format(time, TimeZoneInfo.Local),
        CreateConfigFilter = filter => Outer.BuildConfigFilter(filter).Filter,
    });

    private Agent? Build(AgentConfig config) => AgentBuilder.Build(config, Catalog, _loader, _settings, Problems);

    public void Dispose() => _loader.Dispose();
}
