using FlumePlug.Core.Configuration;
using FlumePlug.Core.Pipeline;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Building;

/// <summary>
/// What stands between a source and its channels: the selector and the interceptors, in the order of the list. Those that the
/// running path has and that would be built from the same are kept.
/// </summary>
internal sealed class SourceParts(
    ComponentBuilder components, SourceConfig config, ComponentCounters counters, ChannelNames channels, PutPath? running)
{
    /// <summary>The channel selector and what it was built from; null when something is wrong with it.</summary>
    public (IChannelSelector Selector, Origin Origin)? BuildSelector()
    {
        var built = components.Build<IChannelSelector>(
            ComponentKind.ChannelSelector, $"source {config.Name} selector", ComponentPlace.Of(config, "selector"),
            config.Options.Text("selector.type") ?? "replicating", config.Options.Under("selector."), counters, new(Channels: channels),
            running?.SelectorOrigin);
        return built is null ? null : (built.IsKept ? running!.Selector : built.Build(), built.Origin);
    }

    /// <summary>The interceptors; null when something is wrong with one of them.</summary>
    public InterceptorChain? BuildInterceptors(ConfigProblems problems)
    {
        var chain = new List<NamedInterceptor>();
        var complete = true;
        foreach (var name in (config.Options.Text("interceptors") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var part = "interceptors." + name;
            var place = ComponentPlace.Of(config, part);
            if (config.Options.Text(part + ".type") is not { Length: > 0 } type)
            {
                problems.Error(place.Location, place.Path, $"Type not specified for interceptor {name}", $"{place.Path}.type = timestamp");
                complete = false;
                continue;
            }
            var kept = running?.Interceptors.All.FirstOrDefault(one => one.Name == name);
            var built = components.Build<IInterceptor>(ComponentKind.Interceptor, $"source {config.Name} interceptor {name}",
                place, type, config.Options.Under(part + "."), counters, running: kept?.Origin);
            complete &= built is not null;
            if (built is not null)
                chain.Add(built.IsKept ? kept! : new(name, built.Build(), built.Origin));
        }
        return complete ? new(chain) : null;
    }
}
