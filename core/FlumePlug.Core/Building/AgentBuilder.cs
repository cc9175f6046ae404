using FlumePlug.Core.Configuration;
using FlumePlug.Core.Pipeline;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core.Building;

/// <summary>
/// Turns the configuration of an agent into its graph: channels, then sinks and their groups, then sources. Everything is
/// built and nothing is started, so that <c>validate</c> finds what <c>run</c> would. Strict, what belongs to something broken
/// is built too, for its own errors; what broke is told already, and keeps the agent from starting.
/// </summary>
public sealed class AgentBuilder
{
    private readonly AgentConfig _config;
    private readonly BuildSettings _settings;
    private readonly ConfigProblems _problems;
    private readonly ComponentBuilder _components;
    private readonly Dictionary<string, BuiltChannel> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SinkTurn> _sinks = new(StringComparer.Ordinal);
    private readonly List<SourceRunner> _sources = [];
    private readonly List<SinkRunner> _runners = [];
    private readonly HashSet<string> _connected = new(StringComparer.Ordinal);

    private AgentBuilder(AgentConfig config, ComponentCatalog catalog, PluginLoader loader, BuildSettings settings, ConfigProblems problems)
    {
        (_config, _settings, _problems) = (config, settings, problems);
        _components = new(config.Name, catalog, new OptionBinder(catalog, loader), new ComponentFactory(catalog, loader), settings, problems);
    }

    private bool Strict => _settings.Mode == ReadMode.Strict;

    /// <summary>Builds an agent; null when it has errors (strict) or nothing of it can run (lenient).</summary>
    public static Agent? Build(
        AgentConfig config, ComponentCatalog catalog, PluginLoader loader, BuildSettings settings, ConfigProblems problems)
    {
        // Lenient, an error drops its component; it is told as the warning that it is for the rest of the agent.
        var found = new ConfigProblems();
        var agent = new AgentBuilder(config, catalog, loader, settings, found).Build();
        foreach (var problem in found)
            problems.Add(settings.Mode == ReadMode.Lenient ? problem with { Severity = Severity.Warning } : problem);
        return agent;
    }

    private Agent? Build()
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
        var channels = _config.Channels.Where(channel => _channels.ContainsKey(channel.Name) && IsConnected(channel))
            .Select(channel => _channels[channel.Name].Host).ToList();
        return new Agent(_config.Name,
            new AgentGraph(channels, _runners, _sources),
            _settings.Loggers.CreateLogger("agent " + _config.Name), _settings.Time);
    }

    private void BuildChannel(ComponentConfig config)
    {
        var counters = Counters("CHANNEL", config);
        var label = "channel " + config.Name;
        if (_components.Build<IChannel>(ComponentKind.Channel, label, ComponentPlace.Of(config), config.Type, config.Options, counters)
            is not { } built)
        {
            Removed(config, "Channel");
            return;
        }
        var hosted = new HostedComponent<IChannel>(label, built.Build, counters, built.Context.Logger, _settings.Time);
        var component = built.Entry.Component;
        _channels[config.Name] = new(new ChannelHost(
            config.Name, new(component.AtomicPut, component.Durable, component.Reserves), new(counters), hosted), built.BatchSize);
    }

    private void BuildSink(SinkConfig config)
    {
        var channel = _channels.GetValueOrDefault(config.Channel);
        if (channel is null && !Strict)
        {
            Removed(config, "Sink", $"Sink {config.Name} is not connected to a channel");
            return;
        }
        var counters = Counters("SINK", config);
        var label = "sink " + config.Name;
        if (_components.Build<ISink>(ComponentKind.Sink, label, ComponentPlace.Of(config), config.Type, config.Options, counters)
            is not { } built || channel is null || !FitsTransactions("sink", config, built.BatchSize, [channel]))
        {
            Removed(config, "Sink");
            return;
        }
        var hosted = new HostedComponent<ISink>(label, built.Build, counters, built.Context.Logger, _settings.Time);
        _sinks[config.Name] = new(config.Name, hosted, channel.Host,
            new(built.BatchSize ?? 100, built.Entry.Component.TakesPerFlush), new(counters), _settings.Time);
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
        if (_components.Build<ISinkProcessor>(ComponentKind.SinkProcessor, label, place, type, options, counters, new(Sinks: new SinkNames(members)))
            is not { } built)
        {
            if (!Strict)
                _problems.Warning(place.Location, place.Path, $"Sinkgroup {name} has been removed due to an error during configuration");
            return;
        }
        if (!members.TrueForAll(_sinks.ContainsKey))
            return;
        _runners.Add(new(built.Build(), [.. members.Select(member => _sinks[member])], built.Context.Problems, _settings.Time));
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
        var counters = Counters("SOURCE", config);
        var label = "source " + config.Name;
        var parts = new SourceParts(_components, config, counters, new ChannelNames([.. Strict ? config.Channels : channels.Select(channel => channel.Host.Name)]));
        var selector = parts.BuildSelector();
        var interceptors = parts.BuildInterceptors(_problems);
        var built = _components.Build<ISource>(
            ComponentKind.Source, label, ComponentPlace.Of(config), config.Type, config.Options, counters);
        if (selector is null || interceptors is null || built is null || (Strict && channels.Count < config.Channels.Length) || !FitsTransactions("source", config, built.BatchSize, channels))
        {
            Removed(config, "Source");
            return;
        }
        var hosted = new HostedComponent<ISource>(label, built.Build, counters, built.Context.Logger, _settings.Time);
        var processor = new ChannelProcessor(
            [.. channels.Select(channel => channel.Host)], interceptors, selector, new(counters), built.Context.Problems);
        _sources.Add(new(config.Name, hosted, processor, _settings.Time));
        _connected.UnionWith(config.Channels);
    }

    private bool FitsTransactions(string kind, ComponentConfig config, int? batchSize, IEnumerable<BuiltChannel> channels)
    {
        var fits = true;
        foreach (var channel in channels.Where(channel => batchSize > channel.TransactionCapacity))
        {
            var word = kind == "source" ? "Source" : "Sink";
            _problems.Error(config.Location, config.Path,
                $"Incompatible {kind} and channel settings defined. {kind}'s batch size is greater than the channels transaction "
                + $"capacity. {word}: {config.Name}, batch size = {batchSize}, channel {channel.Host.Name}, "
                + $"transaction capacity = {channel.TransactionCapacity}");
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

    private static ComponentCounters Counters(string kind, ComponentConfig config) => new(kind, config.Name, config.Type);

    private sealed record BuiltChannel(ChannelHost Host, int? TransactionCapacity);
}
