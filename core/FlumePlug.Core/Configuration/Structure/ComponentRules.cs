using System.Collections.Immutable;
using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.Core.Configuration.Structure;

/// <summary>What holds for every kind: names are listed once, a listed name has properties, properties have a type.</summary>
internal sealed class ComponentRules(AgentDraft agent, Findings findings)
{
    private readonly Dictionary<ConfigKind, ImmutableArray<string>> _listed = [];

    /// <summary>The names of a list in its order, each once.</summary>
    public ImmutableArray<string> Listed(ConfigKind kind)
    {
        if (_listed.TryGetValue(kind, out var known)) return known;
        if (agent.List(kind) is not { } list) return _listed[kind] = [];
        var path = $"{agent.Name}.{kind.Section()}";
        var words = JavaText.Words(list.Text);
        if (kind == ConfigKind.SinkGroup)
        {
            // Flume splits this list, and only this one, at the blank alone.
            var names = list.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (!names.SequenceEqual(words)) findings.Repaired(list.Location, path, "is separated by something else than blanks");
            if (!findings.Strict) words = names;
        }
        foreach (var repeated in words.CountBy(name => name).Where(count => count.Value > 1))
            findings.Repaired(list.Location, path, $"lists {repeated.Key} {repeated.Value} times");
        return _listed[kind] = [.. words.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The listed components of a kind that have a type.</summary>
    public ImmutableArray<ComponentConfig> Typed(ConfigKind kind)
    {
        var components = ImmutableArray.CreateBuilder<ComponentConfig>();
        foreach (var name in Listed(kind))
        {
            if (!agent.Components(kind).TryGetValue(name, out var draft)) HasNoProperties(kind, name);
            else if ((kind == ConfigKind.SinkGroup ? ProcessorType(draft) : Type(draft)) is { } type)
                components.Add(new ComponentConfig(agent.Name, kind, name, type, draft.Options, draft.Location));
        }
        return components.ToImmutable();
    }

    /// <summary>A component that nobody lists does nothing, in Flume without a word.</summary>
    public void WarnOfUnlisted()
    {
        foreach (var kind in Enum.GetValues<ConfigKind>())
        {
            foreach (var draft in agent.Components(kind).Values.Where(draft => !Listed(kind).Contains(draft.Name)))
            {
                var near = Nearest.Of(draft.Name, Listed(kind));
                findings.Doubtful(
                    draft.Location, draft.Path, $"is not listed in {agent.Name}.{kind.Section()}, so that it is not used", near);
            }
        }
        foreach (var source in agent.Components(ConfigKind.Source).Values.Where(draft => Listed(ConfigKind.Source).Contains(draft.Name)))
            WarnOfUnlistedInterceptors(source);
    }

    private void WarnOfUnlistedInterceptors(ComponentDraft source)
    {
        var listed = JavaText.Words(source.Text("interceptors") ?? "");
        var options = source.OptionNames.Where(option => option.StartsWith("interceptors.", StringComparison.Ordinal));
        foreach (var option in options.DistinctBy(option => option.Split('.')[1]))
        {
            var name = option.Split('.')[1];
            if (!listed.Contains(name))
                findings.Doubtful(source.At(option), $"{source.Path}.interceptors.{name}",
                    $"is not listed in {source.Path}.interceptors, so that it is not used", Nearest.Of(name, listed));
        }
    }

    private void HasNoProperties(ConfigKind kind, string name)
    {
        var flume = kind switch
        {
            ConfigKind.Channel => $"Could not configure channel {name} due to: Component has no type. Cannot configure. {name}",
            ConfigKind.Source => $"Configuration empty for: {name}.Removed.",
            ConfigKind.Sink => $"no context for sink{name}",
            ConfigKind.ConfigFilter => $"Configuration empty for: {name}. Removed.",
            _ => $"Configuration error for: {name}.Removed.",
        };
        var unlisted = agent.Components(kind).Keys.Except(Listed(kind), StringComparer.Ordinal);
        var ours = name.Contains('.', StringComparison.Ordinal)
            ? "is listed, but a name must not contain a dot: it ends there in a key"
            : "is listed but has no properties";
        findings.Dropped(
            agent.List(kind)!.Location, $"{agent.Name}.{kind.Section()}.{name}", ours, flume, Nearest.Of(name, unlisted));
    }

    private string? Type(ComponentDraft draft)
    {
        if (draft.Text("type") is { } type) return type;
        var word = draft.Kind switch
        {
            ConfigKind.Source => "source ",
            ConfigKind.Sink => "sink ",
            ConfigKind.ConfigFilter => "configfilter",
            _ => "channel",
        };
        findings.Dropped(
            draft.Location, draft.Path, "has no type",
            $"Could not configure {word} {draft.Name} due to: Component has no type. Cannot configure. {draft.Name}",
            Nearest.Of("type", draft.OptionNames) ?? $"{draft.Path}.type = ...");
        return null;
    }

    /// <summary>The guide's default, which Flume's code misses: it loses such a group with all its sinks.</summary>
    private string ProcessorType(ComponentDraft draft)
    {
        if (draft.Text("processor.type") is { } type) return type;
        findings.Dropped(
            draft.Location, draft.Path, "has no processor.type",
            $"Sink group {draft.Name} has no processor.type: default is used",
            $"{draft.Path}.processor.type = default, failover or load_balance");
        return "default";
    }
}
