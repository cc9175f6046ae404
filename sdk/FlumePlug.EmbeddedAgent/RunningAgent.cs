using FlumePlug.Core;
using FlumePlug.Core.Building;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Text;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Embedded;

/// <summary>One life of an embedded agent, from its properties to its stop: its plugins are loaded with it and go with it.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly PluginLoader _loader = new();
    private readonly Agent _agent;
    private readonly IChannelProcessor _channels;
    private readonly PutGate _gate = new();

    /// <exception cref="ConfigurationException">The agent cannot be built; every reason is told.</exception>
    public RunningAgent(string name, IReadOnlyDictionary<string, string> properties, EmbeddedAgentOptions options)
    {
        var configuration = ConfigurationReader.Read(properties, "embedded agent", new ReadSettings
        {
            Time = options.Time,
            FormatDate = (pattern, time) => JavaDateFormat.Parse(pattern).Format(time, TimeZoneInfo.Local),
        });
        var problems = configuration.Problems;
        var catalog = ComponentCatalog.Scan(PluginFolders.Standard(options.PluginDirectories));
        var settings = new BuildSettings { Mode = ReadMode.Strict, Loggers = options.Loggers, Time = options.Time };
        var agent = configuration.Find(name) is { } config ? AgentBuilder.Build(config, catalog, _loader, settings, problems) : null;
        var logger = options.Loggers.CreateLogger("agent " + name);
        foreach (var problem in problems.Where(problem => problem.Severity == Severity.Warning))
            logger.LogWarning("{Problem}", problem);
        if (agent is null || problems.HasErrors)
        {
            _loader.Dispose();
            throw new ConfigurationException($"Embedded agent {name}: "
                + string.Join("; ", [.. catalog.Problems, .. problems.Where(problem => problem.Severity == Severity.Error).Select(problem => $"{problem}")]));
        }
        (_agent, _channels) = (agent, agent.ChannelsOf(EmbeddedConfiguration.SourceOf(name))!);
    }

    public Task StartAsync(CancellationToken cancellationToken) => _agent.StartAsync(cancellationToken);

    /// <summary>Puts a batch whole, or says that the agent stops.</summary>
    public async ValueTask<bool> TryPutAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        if (!_gate.TryEnter())
            return false;
        try
        {
            await _channels.PutAsync(batch, cancellationToken);
            return true;
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <summary>Ends the puts, lets the sinks send what is in the channel within the time given, and stops.</summary>
    /// <returns>How many events are left in memory.</returns>
    public async Task<long> StopAsync(TimeSpan drainTimeout)
    {
        await _gate.CloseAsync();
        return await _agent.StopAsync(drainTimeout);
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        _loader.Dispose();
    }
}
