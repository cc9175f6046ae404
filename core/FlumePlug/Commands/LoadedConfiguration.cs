using FlumePlug.Core;
using FlumePlug.Core.Building;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Plugins;
using FlumePlug.Hosting;
using FlumePlug.Sdk.Text;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Commands;

/// <summary>The plugins there are, and a configuration read with them; builds its agents.</summary>
internal sealed class LoadedConfiguration : IDisposable
{
    // The plugins are looked at while the files are read, which only a config filter needs them for: each is a good part of the start.
    private readonly Task<ComponentCatalog> _catalog;
    private readonly PluginLoader _loader = new();
    private readonly BuildSettings _settings;
    private readonly FlumeConfiguration _configuration;
    private readonly ILogger _logger;
    private readonly string? _name;

    private LoadedConfiguration(Invocation invocation, ILoggerFactory loggers)
    {
        _name = invocation.AgentName;
        _catalog = Task.Run(() => ComponentCatalog.Scan(PluginFolders.Standard(invocation.PluginDirectories)));
        _settings = new BuildSettings { Mode = invocation.Mode, Loggers = loggers, Properties = invocation.Properties };
        _logger = loggers.CreateLogger("flumeplug");
        _configuration = ConfigurationReader.Read(invocation.Files, new ReadSettings
        {
            Mode = invocation.Mode,
            SystemProperties = invocation.Properties,
            ConfDirectory = invocation.ConfDirectory,
            FormatDate = (pattern, time) => JavaDateFormat.Parse(pattern).Format(time, TimeZoneInfo.Local),
            CreateConfigFilter = filter => Outer.BuildConfigFilter(filter).Filter,
        });
        foreach (var problem in Catalog.Problems)
            Problems.Warning(null, null, problem);
    }

    /// <summary>All that is wrong so far.</summary>
    public ConfigProblems Problems => _configuration.Problems;

    public static LoadedConfiguration Load(Invocation invocation, ILoggerFactory loggers) => new(invocation, loggers);

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

    /// <summary>Builds every agent to find what is wrong with it.</summary>
    public async Task CheckAllAsync()
    {
        foreach (var config in ChosenAgents())
            if (Build(config) is { } agent)
                await agent.DisposeAsync();
    }

    /// <summary>Starts the monitor of <c>-Dflume.monitoring.type</c>.</summary>
    public Task<RunningMonitor> StartMonitorAsync(Agent agent) => RunningMonitor.StartAsync(agent, Outer, _logger);

    private ComponentCatalog Catalog => _catalog.GetAwaiter().GetResult();

    private OuterComponents Outer => new(Catalog, _loader, _settings);

    private bool HasErrors => ChosenProblems().Any(problem => problem.Severity == Severity.Error);

    private Agent? Build(AgentConfig config) => AgentBuilder.Build(config, Catalog, _loader, _settings, Problems);

    public void Dispose() => _loader.Dispose();
}
