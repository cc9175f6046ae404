using FlumePlug.Core.Configuration;
using FlumePlug.Core.Pipeline;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Building;

/// <summary>What stands between a source and its channels: the selector and the interceptors, in the order of the list.</summary>
internal sealed class SourceParts(ComponentBuilder components, SourceConfig config, ComponentCounters counters, ChannelNames channels)
{
    /// <summary>The channel selector; null when something is wrong with it.</summary>
    public IChannelSelector? BuildSelector() => components.Build<IChannelSelector>(
        ComponentKind.ChannelSelector, $"source {config.Name} selector", ComponentPlace.Of(config, "selector"),
        config.Options.Text("selector.type") ?? "replicating", config.Options.Under("selector."), counters, new(Channels: channels))?.Build();

    /// <summary>The interceptors; null when something is wrong with one of them.</summary>
    public InterceptorChain? BuildInterceptors(ConfigProblems problems)
    {
        var built = new List<(string, IInterceptor)>();
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
            var interceptor = components.Build<IInterceptor>(ComponentKind.Interceptor, $"source {config.Name} interceptor {name}",
                place, type, config.Options.Under(part + "."), counters);
            complete &= interceptor is not null;
            if (interceptor is not null)
                built.Add((name, interceptor.Build()));
        }
        return complete ? new(built) : null;
    }
}
