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
    private readonly ComponentCatalog _catalog;
    private readonly PluginLoader _loader = new();
    private readonly BuildSettings _settings;
    private readonly OuterComponents _outer;
    private readonly FlumeConfiguration _configuration;
    private readonly ILogger _logger;

    private LoadedConfiguration(Invocation invocation, ILoggerFactory loggers)
    {
        _catalog = ComponentCatalog.Scan(PluginFolders.Standard(invocation.PluginDirectories));
        _settings = new BuildSettings { Mode = invocation.Mode, Loggers = loggers, Properties = invocation.Properties };
        _outer = new OuterComponents(_catalog, _loader, _settings);
        _logger = loggers.CreateLogger("flumeplug");
        _configuration = ConfigurationReader.Read(invocation.Files, new ReadSettings
        {
            Mode = invocation.Mode,
            SystemProperties = invocation.Properties,
            ConfDirectory = invocation.ConfDirectory,
            FormatDate = (pattern, time) => JavaDateFormat.Parse(pattern).Format(time, TimeZoneInfo.Local),
            CreateConfigFilter = filter => _outer.BuildConfigFilter(filter).Filter,
        });
    }

    public ConfigProblems Problems => _configuration.Problems;

    public static LoadedConfiguration Load(Invocation invocation, ILoggerFactory loggers) => new(invocation, loggers);

    /// <summary>Builds one agent, the only one when no name is given; null when there is none or it has errors.</summary>
    public Agent? Build(string? name)
    {
        var agents = _configuration.Agents;
        var config = name is null ? agents.Length == 1 ? agents[0] : null : _configuration.Find(name);
        if (config is not null)
        {
            var agent = AgentBuilder.Build(config, _catalog, _loader, _settings, Problems);
            return _settings.Mode == ReadMode.Strict && Problems.HasErrors ? null : agent;
        }
        if (!Problems.HasErrors && agents.Length > 0)
        {
            var names = string.Join(", ", agents.Select(agent => agent.Name));
            Problems.Error(null, name, name is null ? "the configuration defines several agents; choose one with --name" : "no such agent", names);
        }
        return null;
    }

    /// <summary>Starts the monitor of <c>-Dflume.monitoring.type</c>.</summary>
    public Task<RunningMonitor> StartMonitorAsync(Agent agent) => RunningMonitor.StartAsync(agent, _outer, _logger);

    public void Dispose() => _loader.Dispose();
}
