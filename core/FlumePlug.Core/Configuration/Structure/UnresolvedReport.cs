using FlumePlug.Core.Configuration.Substitution;

namespace FlumePlug.Core.Configuration.Structure;

/// <summary>
/// Strict: what neither a lookup nor a config filter resolved is an error, in lists and in listed components. Lenient it
/// stays as it is written, as in Flume.
/// </summary>
internal sealed class UnresolvedReport(Lookups lookups, Findings findings)
{
    public void Report(AgentDraft agent)
    {
        if (!findings.Strict) return;
        foreach (var kind in Enum.GetValues<ConfigKind>())
        {
            if (agent.List(kind) is not { } list) continue;
            foreach (var part in list.Property.Unresolved)
                Report(list.Location, $"{agent.Name}.{kind.Section()}", part, agent);
            foreach (var component in agent.Components(kind).Values)
            {
                foreach (var (at, part) in component.StillUnresolved()) Report(at, component.Path, part, agent);
            }
        }
    }

    private void Report(Location at, string component, Unresolved part, AgentDraft agent)
    {
        var message = part.Reason is null ? $"{part.Expression} does not resolve" : $"{part.Expression}: {part.Reason}";
        findings.Problems.Unresolved(at, component, message, Suggestion(part.Expression, agent));
    }

    private string? Suggestion(string expression, AgentDraft agent)
    {
        var bracket = expression.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0) return lookups.Nearest(expression);
        var filters = agent.Components(ConfigKind.ConfigFilter).Keys;
        return Nearest.Of(expression[2..bracket], filters) is { } near ? $"${{{near}{expression[bracket..]}" : null;
    }
}
