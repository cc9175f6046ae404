using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core.Plugins;

/// <summary>What all components of an agent have in common.</summary>
/// <param name="Agent">The agent's name.</param>
/// <param name="Time">The clock.</param>
/// <param name="ConfigurationDirectory">The folder of the configuration file.</param>
/// <param name="Properties">What was given as <c>-Dkey=value</c>.</param>
/// <param name="IsStrict">False under Flume's command line.</param>
internal sealed record AgentSetting(
    string Agent, TimeProvider Time, string ConfigurationDirectory, IReadOnlyDictionary<string, string> Properties, bool IsStrict = true);

/// <summary>What the agent gives a component, and the components in its slots with it.</summary>
internal sealed class HostContext(
    AgentSetting setting, ILogger logger, ComponentCounters counters, ComponentFactory factory) : ComponentContext
{
    public override string Agent => setting.Agent;

    public override string Name => counters.Name;

    public override ILogger Logger => logger;

    public override TimeProvider Time => setting.Time;

    public override ComponentCounters Counters => counters;

    public override string ConfigurationDirectory => setting.ConfigurationDirectory;

    public override IReadOnlyDictionary<string, string> Properties => setting.Properties;

    public override bool IsStrict => setting.IsStrict;

    public override ProblemLog Problems { get; } = new(logger, setting.Time);

    public override T Create<T>(Slot<T> slot) => factory.Create<T>(slot.Type, slot.Options, this);
}
