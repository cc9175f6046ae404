using Microsoft.Extensions.Logging;

namespace FlumePlug.Sdk;

/// <summary>What the host gives a component when it builds it.</summary>
public abstract class ComponentContext
{
    /// <summary>The agent's name.</summary>
    public abstract string Agent { get; }

    /// <summary>The component's name in the configuration.</summary>
    public abstract string Name { get; }

    /// <summary>A logger named after the component.</summary>
    public abstract ILogger Logger { get; }

    /// <summary>The clock; never use another one.</summary>
    public abstract TimeProvider Time { get; }

    /// <summary>The component's counters. The host keeps the ones of its kind; add others by name.</summary>
    public abstract ComponentCounters Counters { get; }

    /// <summary>The folder of the configuration file; relative paths start there when an option says so.</summary>
    public abstract string ConfigurationDirectory { get; }

    /// <summary>The properties given as <c>-Dkey=value</c>, such as the global ssl options.</summary>
    public abstract IReadOnlyDictionary<string, string> Properties { get; }

    /// <summary>Whether the agent runs by our own rules; false under Flume's command line, where what Flume tolerates is a warning.</summary>
    public virtual bool IsStrict => true;

    /// <summary>Logs problems that may come again and again, without flooding the log.</summary>
    public abstract ProblemLog Problems { get; }

    /// <summary>Builds the component that a slot names; as often as its owner asks.</summary>
    public abstract T Create<T>(Slot<T> slot)
        where T : class;
}
