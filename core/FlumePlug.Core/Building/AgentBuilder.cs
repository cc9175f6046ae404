using FlumePlug.Core.Configuration;
using FlumePlug.Core.Pipeline;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core.Building;

/// <summary>
/// Turns the configuration of an agent into its graph: channels, then sinks and their groups, then sources. Everything is
/// built and nothing is started, so that <c>validate</c> finds what <c>run</c> would; of an agent that runs, what would be built
/// from the same is kept. Strict, what belongs to something broken is built too, for its own errors; what broke is told already,
/// and keeps the agent from starting.
/// </summary>
public sealed class AgentBuilder
{
    private readonly AgentConfig _config;
    private readonly BuildSettings _settings;
    private readonly ConfigProblems _problems;
    private readonly ComponentBuilder _components;
    private readonly AgentGraph _running;
    private readonly Dictionary<string, ChannelHost> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SinkTurn> _sinks = new(StringComparer.Ordinal);
    private readonly List<SourceNode> _sources = [];
    private readonly List<SinkRunner> _runners = [];
    private readonly HashSet<string> _connected = new(StringComparer.Ordinal);

    private AgentBuilder(
        AgentConfig config, ComponentCatalog catalog, PluginLoader loader, BuildSettings settings, ConfigProblems problems, AgentGraph running)
    {
        (_config, _settings, _problems, _running) = (config, settings, problems, running);
        _components = new(config.Name, catalog, new OptionBinder(catalog, loader), new ComponentFactory(catalog, loader), settings, problems);
    }

    private bool Strict => _settings.Mode == ReadMode.Strict;

    /// <summary>Builds an agent; null when it has errors (strict) or nothing of it can run (lenient).</summary>
    public static Agent? Build(
        AgentConfig config, ComponentCatalog catalog, PluginLoader loader, BuildSettings settings, ConfigProblems problems) =>
        Graph(config, catalog, loader, settings, problems, AgentGraph.Empty) is { } graph
            ? new Agent(config.Name, graph, settings.Loggers.CreateLogger("agent " + config.Name), settings.Time) : null;

    /// <summary>
    /// Plans how an agent goes over to another configuration; null when that has errors, also, lenient, when something that
    /// runs would be dropped because of one.
    /// </summary>
    public static AgentChange? Plan(
        Agent running, AgentConfig config, ComponentCatalog catalog, PluginLoader loader, BuildSettings settings, ConfigProblems problems)
    {
        ArgumentNullException.ThrowIfNull(running);
        var (from, to) = (running.Graph, Graph(config, catalog, loader, settings, problems, running.Graph));
        var lost = settings.Mode == ReadMode.Strict ? []
            : from.Paths(config.Name).Except(to?.Paths(config.Name) ?? []).Where(HasProblem).ToList();
        foreach (var path in lost)
            problems.Error(null, path, "it runs, and an error in the new configuration would drop it");
        if (to is null || lost.Count > 0)
            return null;
        foreach (var plugin in to.Plugins.Except(from.Plugins, ReferenceEqualityComparer.Instance).Cast<Plugin>())
            loader.Ready(plugin);
        return new AgentChange(from, to);

        bool HasProblem(string path) => problems.Any(problem =>
            problem.Component == path || problem.Component?.StartsWith(path + '.', StringComparison.Ordinal) == true);
    }

    private static AgentGraph? Graph(
        AgentConfig config, ComponentCatalog catalog, PluginLoader loader, BuildSettings settings, ConfigProblems problems, AgentGraph running)
    {
        // Lenient, an error drops its component; it is told as the warning that it is for the rest of the agent.
        var found = new ConfigProblems();
        var graph = new AgentBuilder(config, catalog, loader, settings, found, running).Build();
        foreach (var problem in found)
            problems.Add(settings.Mode == ReadMode.Lenient ? problem with { Severity = Severity.Warning } : problem);
        return graph;
    }

    private AgentGraph? Build()
    {
        foreach (var channel in _config.Channels)
            BuildChannel(channel);
        foreach (var sink in _config.Sinks)
            BuildSink(sink);
        BuildGroups();
        foreach (var source in _config.Sources)
            BuildSource(source);
        if ((Strict && _problems.HasErrors) || (_sources.Count == 0 && _runners.Count == 0))
            return null;
        return new([.. _config.Channels.Where(channel => _channels.ContainsKey(channel.Name) && IsConnected(channel)).Select(channel => _channels[channel.Name])],
            _runners, _sources);
    }

    private void BuildChannel(ComponentConfig config)
    {
        var running = _running.Channels.FirstOrDefault(channel => channel.Name == config.Name);
        var own = Origin.Own(ComponentKind.Channel, config.Options);
        // Also when its plugin was replaced: a channel keeps its instance, and its events, until a restart.
        if (running?.Origin is { } before && before.Options.SameTexts(own) && _components.IsOfClass(ComponentKind.Channel, config.Type, before))
        {
            _channels[config.Name] = running;
            return;
        }
        var counters = Counters("CHANNEL", config, running?.Counters.All);
        var label = "channel " + config.Name;
        if (_components.Build<IChannel>(ComponentKind.Channel, label, ComponentPlace.Of(config), config.Type, config.Options, counters)
            is not { } built)
        {
            Removed(config, "Channel");
            return;
        }
        var hosted = Hosted(label, built, counters);
        var component = built.Description;
        _channels[config.Name] = new ChannelHost(
            config.Name, new(component.AtomicPut, component.Durable, component.Reserves), new(counters), hosted);
    }

    private void BuildSink(SinkConfig config)
    {
        var channel = _channels.GetValueOrDefault(config.Channel);
        if (channel is null && !Strict)
        {
            Removed(config, "Sink", $"Sink {config.Name} is not connected to a channel");
            return;
        }
        var running = _running.Turns.FirstOrDefault(turn => turn.Name == config.Name);
        var counters = Counters("SINK", config, running?.Component.Counters);
        var label = "sink " + config.Name;
        if (_components.Build<ISink>(
                ComponentKind.Sink, label, ComponentPlace.Of(config), config.Type, config.Options, counters, running: running?.Component.Origin)
            is not { } built || channel is null || !FitsTransactions("sink", config, built.BatchSize, [channel]))
        {
            Removed(config, "Sink");
            return;
        }
        var hosted = built.IsKept ? running!.Component : Hosted(label, built, counters);
        _sinks[config.Name] = built.IsKept && running!.Channel == channel ? running : new(config.Name, hosted, channel,
            new(built.BatchSize ?? 100, built.Description.TakesPerFlush), new(counters), _settings.Time);
        _connected.Add(config.Channel);
    }

    private void BuildGroups()
    {
        var alone = _config.Sinks.Where(sink => _sinks.ContainsKey(sink.Name)).Select(sink => sink.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var group in _config.SinkGroups)
        {
            var members = group.Sinks.Where(_sinks.ContainsKey).ToList();
            alone.ExceptWith(members);
            if (Strict)
                members = [.. group.Sinks];
            if (members.Count == 0)
                continue;
            AddRunner("sink group " + group.Name, group.Name, ComponentPlace.Of(group, "processor"), group.Type, group.Options.Under("processor."), members);
        }
        foreach (var sink in _config.Sinks.Where(sink => alone.Contains(sink.Name)))
            AddRunner("sink " + sink.Name, sink.Name, ComponentPlace.Of(sink), "default", ConfigOptions.Empty, [sink.Name]);
    }

    private void AddRunner(string label, string name, ComponentPlace place, string type, ConfigOptions options, List<string> members)
    {
        var counters = new ComponentCounters("SINKGROUP", name, type);
        if (_components.Build<ISinkProcessor>(ComponentKind.SinkProcessor, label, place, type, options, counters,
                new(Sinks: new SinkNames(members)), _running.SinkRunners.Select(runner => runner.Origin))
            is not { } built)
        {
            if (!Strict)
                _problems.Warning(place.Location, place.Path, $"Sinkgroup {name} has been removed due to an error during configuration");
            return;
        }
        if (!members.TrueForAll(_sinks.ContainsKey))
            return;
        var turns = members.Select(member => _sinks[member]).ToList();
        var running = built.IsKept ? _running.SinkRunners.First(runner => built.Origin.IsSame(runner.Origin)) : null;
        _runners.Add(running is not null && running.Members.SequenceEqual(turns) ? running
            : new(running?.Processor ?? built.Build(), turns, built.Context.Problems, _settings.Time) { Origin = built.Origin });
    }

    private void BuildSource(SourceConfig config)
    {
        var channels = config.Channels.Where(_channels.ContainsKey).Select(name => _channels[name]).ToList();
        if (channels.Count == 0 && !Strict)
        {
            Removed(config, "Source", $"Source {config.Name} is not connected to a channel");
            return;
        }
        if (config.Channels.Length > ChannelNames.Most)
        {
            Removed(config, "Source", $"has {config.Channels.Length} channels; a source can have {ChannelNames.Most} at most");
            return;
        }
        var running = _running.Sources.FirstOrDefault(source => source.Runner.Name == config.Name);
        var counters = Counters("SOURCE", config, running?.Runner.Component.Counters);
        var label = "source " + config.Name;
        var names = new ChannelNames([.. Strict ? config.Channels : channels.Select(channel => channel.Name)]);
        var parts = new SourceParts(_components, config, counters, names, running?.Path);
        var selector = parts.BuildSelector();
        var interceptors = parts.BuildInterceptors(_problems);
        var built = _components.Build<ISource>(ComponentKind.Source, label, ComponentPlace.Of(config), config.Type, config.Options, counters,
            running: running?.Runner.Component.Origin);
        if (selector is null || interceptors is null || built is null || (Strict && channels.Count < config.Channels.Length)
            || !FitsTransactions("source", config, built.BatchSize, channels))
        {
            Removed(config, "Source");
            return;
        }
        var sourceCounters = new SourceCounters(counters);
        var path = new PutPath(channels, interceptors, selector.Value.Selector, sourceCounters, built.Context.Problems)
        {
            SelectorOrigin = selector.Value.Origin,
        };
        _sources.Add(!built.IsKept
            ? new(new(config.Name, Hosted(label, built, counters), new ChannelProcessor(sourceCounters), _settings.Time), path)
            : path.IsSame(running!.Path) ? running : running with { Path = path });
        _connected.UnionWith(config.Channels);
    }

    private HostedComponent<T> Hosted<T>(string label, BuiltComponent<T> built, ComponentCounters counters)
        where T : class, IComponent =>
        new(label, built.Build, counters, built.Context.Logger, _settings.Time) { Origin = built.Origin };

    private bool FitsTransactions(string kind, ComponentConfig config, int? batchSize, IEnumerable<ChannelHost> channels)
    {
        var fits = true;
        foreach (var channel in channels.Where(channel => batchSize > channel.Origin?.Bound.BatchSize))
        {
            var word = kind == "source" ? "Source" : "Sink";
            _problems.Error(config.Location, config.Path,
                $"Incompatible {kind} and channel settings defined. {kind}'s batch size is greater than the channels transaction "
                + $"capacity. {word}: {config.Name}, batch size = {batchSize}, channel {channel.Name}, "
                + $"transaction capacity = {channel.Origin?.Bound.BatchSize}");
            fits = false;
        }
        return fits;
    }

    private bool IsConnected(ComponentConfig channel)
    {
        if (!_connected.Contains(channel.Name))
            _problems.Warning(channel.Location, channel.Path, $"Channel {channel.Name} has no components connected and has been removed.");
        return _connected.Contains(channel.Name);
    }

    private void Removed(ComponentConfig config, string word, string? cause = null)
    {
        if (cause is not null)
            _problems.Error(config.Location, config.Path, cause);
        if (!Strict)
            _problems.Warning(config.Location, config.Path, $"{word} {config.Name} has been removed due to an error during configuration");
    }

    // A component that comes again under its name and type goes on counting.
    private static ComponentCounters Counters(string kind, ComponentConfig config, ComponentCounters? running) =>
        running?.Type == config.Type ? running : new(kind, config.Name, config.Type);
}
