using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace FlumePlug.Core.Configuration.Structure;

/// <summary>
/// Replaces <c>${filter[key]}</c>, <c>${filter['key']}</c> and <c>${filter["key"]}</c> in the values of an agent's channels,
/// sources, sinks and sink groups. Filters work one after the other in the order of the list.
/// </summary>
internal static class ConfigFilters
{
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    private static readonly ConfigKind[] Filtered =
        [ConfigKind.Channel, ConfigKind.Source, ConfigKind.Sink, ConfigKind.SinkGroup];

    /// <summary>Applies the filters to the draft. One that cannot be made, or fails, leaves the values as they are.</summary>
    public static void Apply(
        AgentDraft agent, ImmutableArray<ComponentConfig> filters, CreateConfigFilter? create, Findings findings)
    {
        if (create is null) return;
        foreach (var filter in filters)
        {
            try
            {
                var read = create(filter);
                foreach (var component in Filtered.SelectMany(kind => agent.Components(kind).Values))
                    component.Rewrite((option, text) => Rewrite(filter, read, component, option, text, findings));
            }
            catch (Exception e)
            {
                findings.Dropped(
                    filter.Location, filter.Path, $"cannot be created: {e.Message}",
                    $"Error while creating config filter {filter.Name}: {e.Message}");
            }
        }
    }

    private static string Rewrite(
        ComponentConfig filter, Func<string, string?> read, ComponentDraft component, string option, OptionText text,
        Findings findings)
    {
        if (!text.Value.Contains("${", StringComparison.Ordinal)) return text.Value;
        var pattern = @"\$\{" + Regex.Escape(filter.Name) + @"\[(?<quote>'|""|)(?<key>[-_a-zA-Z0-9]+)\k<quote>\]\}";
        try
        {
            return Regex.Replace(
                text.Value, pattern, match => read(match.Groups["key"].Value) ?? match.Value,
                RegexOptions.CultureInvariant, MatchLimit);
        }
        catch (Exception e)
        {
            findings.Dropped(
                text.Location, component.Path, $"the config filter {filter.Name} failed for '{option}': {e.Message}",
                $"Error while matching and filtering configFilter: {filter.Name} and key: {option}: {e.Message}");
            return text.Value;
        }
    }
}
