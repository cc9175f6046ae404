using System.Text;
using System.Text.RegularExpressions;

namespace FlumePlug.Parity.Cases;

/// <summary>
/// Cases that share one agent process. Their fragments become one file: component names (r1, c1, k1, g1, f1) get the
/// prefix of their case, and the lists of components are joined.
/// </summary>
public sealed partial class Suite(string name, IReadOnlyList<ParityCase> cases)
{
    public string Name => name;

    public IReadOnlyList<ParityCase> Cases => cases;

    /// <summary>The file that both agents run, before placeholders are filled in.</summary>
    public IEnumerable<(ParityCase Case, string Text)> Fragments()
    {
        if (cases is [{ Alone: true } alone])
        {
            yield return (alone, alone.Configuration.ReplaceLineEndings(alone.LineEnd));
            yield break;
        }

        var lists = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var one in cases)
        {
            var fragment = ComponentName().Replace(one.Configuration, one.Prefix + "$0");
            foreach (Match list in ComponentList().Matches(fragment))
            {
                var kind = list.Groups["kind"].Value;
                if (!lists.TryGetValue(kind, out var names)) lists.Add(kind, names = []);
                names.Add(list.Groups["names"].Value.Trim());
            }
            yield return (one, $"# ---- {one.Name}\n{ComponentList().Replace(fragment, "")}\n");
        }

        var joined = new StringBuilder();
        foreach (var (kind, names) in lists) joined.Append($"a1.{kind} = {string.Join(' ', names)}\n");
        yield return (cases[0], joined.ToString());
    }

    /// <summary>The largest first: it takes longest.</summary>
    public static IReadOnlyList<Suite> Of(IEnumerable<ParityCase> cases) =>
    [
        .. cases.GroupBy(one => one.Suite)
            .OrderByDescending(group => group.Count())
            .Select(group => new Suite(group.Key, [.. group])),
    ];

    [GeneratedRegex(@"(?<![\w-])[rckgf]\d(?![\w-])")]
    private static partial Regex ComponentName();

    [GeneratedRegex(@"^a1\.(?<kind>sources|channels|sinks|sinkgroups|configfilters)\s*=(?<names>.*)$", RegexOptions.Multiline)]
    private static partial Regex ComponentList();
}
