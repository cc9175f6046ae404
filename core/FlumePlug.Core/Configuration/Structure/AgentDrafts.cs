using FlumePlug.Core.Configuration.Substitution;
using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.Core.Configuration.Structure;

/// <summary>Sorts the properties of all files into agents, and says which ones belong nowhere.</summary>
/// <param name="findings">Takes what is ignored.</param>
/// <param name="variables">The keys that other values refer to; these may belong to no agent.</param>
internal sealed class AgentDrafts(Findings findings, IReadOnlySet<string> variables)
{
    private readonly OrderedDictionary<string, AgentDraft> _agents = new(StringComparer.Ordinal);

    /// <summary>The agents in the order of their first property.</summary>
    public IEnumerable<AgentDraft> Agents => _agents.Values;

    public void Add(ResolvedProperty property)
    {
        var key = JavaText.Trim(property.Written.Key);
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        if (JavaText.Trim(property.Value).Length == 0)
            Ignore(property, "has no value, so that Flume ignores it", "a value, or no such line");
        else if (dot <= 0)
            Ignore(property, "belongs to no agent", "AGENT.sources, AGENT.sources.NAME.OPTION and the like");
        else if (dot + 1 == key.Length)
            Ignore(property, "names nothing after the agent", null);
        else
            Add(key[..dot], key[(dot + 1)..], property);
    }

    private void Add(string name, string key, ResolvedProperty property)
    {
        if (!_agents.TryGetValue(name, out var agent))
            _agents[name] = agent = new AgentDraft(name, property.Written.Location);
        if (ConfigKindSpelling.OfSection(key) is { } kind)
        {
            if (agent.TryAddList(kind, property)) return;
            if (!findings.Strict) findings.Problems.Warning(property.Written.Location, name, DuplicateList(kind, name));
            Ignore(property, $"is the second list of its kind, the first is at {agent.List(kind)!.Location}", null);
            return;
        }
        if (agent.TryAddOption(key, property)) return;
        if (!findings.Strict) findings.Problems.Warning(property.Written.Location, name, $"Invalid property specified: {key}");
        var (message, suggestion) = WhyInvalid(name, key);
        Ignore(property, message, suggestion);
    }

    private void Ignore(ResolvedProperty property, string ours, string? suggestion)
    {
        var written = property.Written;
        if (findings.Strict && variables.Contains(written.Key)) return;
        findings.Dropped(
            written.Location, JavaText.Trim(written.Key), ours,
            $"Configuration property ignored: {written.Key} = {SecretKeys.Shown(written.Key, written.Value)}", suggestion);
    }

    private static string DuplicateList(ConfigKind kind, string agent) => kind switch
    {
        ConfigKind.ConfigFilter => $"Duplicate configfilter list specified for agent: {agent}",
        ConfigKind.Channel => $"Duplicate channel list specified for agent: {agent}",
        ConfigKind.Source => $"Duplicate source list specified for agent: {agent}",
        ConfigKind.Sink => $"Duplicate sink list specfied for agent: {agent}",
        _ => $"Duplicate sinkgroup list specfied for agent: {agent}",
    };

    private static (string Message, string? Suggestion) WhyInvalid(string agent, string key)
    {
        var parts = key.Split('.', 2);
        var rest = parts.Length > 1 ? "." + parts[1] : "";
        if (ConfigKindSpelling.OfSection(parts[0]) is { } kind)
            return ($"names no option of the {kind.Word()}", $"{agent}.{key.TrimEnd('.')}.type");
        var near = Nearest.Of(parts[0], ConfigKindSpelling.AllSections);
        var sections = string.Join(", ", ConfigKindSpelling.AllSections);
        return ($"is no property of an agent: '{parts[0]}' is none of {sections}", near is null ? null : $"{agent}.{near}{rest}");
    }
}
