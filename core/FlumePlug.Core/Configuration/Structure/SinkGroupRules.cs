using System.Collections.Immutable;
using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.Core.Configuration.Structure;

/// <summary>A sink group has sinks, they exist, and none is in two groups. Without its group a sink runs alone.</summary>
/// <param name="agent">Names the agent.</param>
/// <param name="sinks">The sinks to choose from: strict the listed ones, lenient those that survived.</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class SinkGroupRules(AgentDraft agent, ImmutableArray<string> sinks, Findings findings)
{
    private readonly Dictionary<string, string> _groupOf = new(StringComparer.Ordinal);

    /// <summary>The groups with the sinks that are theirs; lenient without the groups that have none.</summary>
    public ImmutableArray<SinkGroupConfig> Groups(ImmutableArray<ComponentConfig> groups) =>
    [
        .. from component in groups
           let members = SinksOf(component)
           where members is not [] || findings.Strict
           select new SinkGroupConfig(
               component.Agent, component.Name, component.Type, component.Options, component.Location, members),
    ];

    private ImmutableArray<string> SinksOf(ComponentConfig group)
    {
        var members = ImmutableArray.CreateBuilder<string>();
        var at = group.LocationOf("sinks");
        var names = JavaText.Words(group.Options.Text("sinks") ?? "");
        foreach (var repeated in names.CountBy(name => name).Where(count => count.Value > 1))
            findings.Repaired(at, group.Path, $"names the sink {repeated.Key} {repeated.Value} times");
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (_groupOf.TryGetValue(name, out var other))
            {
                findings.Dropped(
                    at, group.Path, $"names the sink {name}, which is in the group {other} already",
                    $"Agent configuration for '{agent.Name}' sinkgroup '{group.Name}' sink '{name}' in use by another group: "
                        + $"'{other}', sink not added");
            }
            else if (!sinks.Contains(name))
            {
                findings.Dropped(
                    at, group.Path, $"names the sink '{name}', which {agent.Name}.sinks does not list",
                    $"Agent configuration for '{agent.Name}' sinkgroup '{group.Name}' sink not found: '{name}',  sink not added",
                    Nearest.Of(name, sinks));
            }
            else
            {
                _groupOf[name] = group.Name;
                members.Add(name);
            }
        }
        if (members.Count == 0) HasNoSinks(group, named: names.Length > 0);
        return members.ToImmutable();
    }

    private void HasNoSinks(ComponentConfig group, bool named)
    {
        if (named && findings.Strict) return;
        findings.Dropped(
            group.Location, group.Path, "has no sinks",
            $"Could not configure sink group {group.Name} due to: No available sinks for sinkgroup: {group.Name}. "
                + "Sinkgroup will be removed",
            Nearest.Of("sinks", group.Options.Keys) ?? $"{group.Path}.sinks = ...");
    }
}
