namespace FlumePlug.Core.Configuration.Text;

/// <summary>
/// The name lists that the YAML form need not spell out: <c>a1.sources = r1 r2</c> follows from the keys below
/// <c>sources</c>, in their order. So do a source's interceptors and file groups and an interceptor's serializers.
/// </summary>
internal sealed class YamlLists
{
    private readonly List<PropertyEntry> _implied = [];
    private readonly HashSet<(string List, string Name)> _known = [];

    /// <summary>True for <c>a1</c>, <c>a1.sources</c> and <c>a1.sources.r1</c>, whose presence alone says something.</summary>
    public static bool IsComponentOrAbove(string path)
    {
        var parts = path.Split('.');
        return parts.Length <= 3 && (parts.Length < 2 || ConfigKindSpelling.OfSection(parts[1]) is not null);
    }

    /// <summary>Notes each name that a path, of a mapping or a value, declares.</summary>
    public void Declare(string path, Location at)
    {
        var parts = path.Split('.');
        for (var end = 3; end <= parts.Length; end++)
        {
            if (!IsList(parts.AsSpan(0, end - 1))) continue;
            var list = string.Join('.', parts[..(end - 1)]);
            if (_known.Add((list, parts[end - 1]))) _implied.Add(new PropertyEntry(list, parts[end - 1], at, JoinsList: true));
        }
    }

    /// <summary>The names of those lists that the file does not spell out itself.</summary>
    public IEnumerable<PropertyEntry> Implied(ICollection<string> written) =>
        _implied.Where(entry => !written.Contains(entry.Key));

    private static bool IsList(ReadOnlySpan<string> path) => path switch
    {
        [_, var section] => ConfigKindSpelling.OfSection(section) is not null,
        [_, "sources", _, "interceptors" or "filegroups"] => true,
        [_, "sources", _, "interceptors", _, "serializers"] => true,
        _ => false,
    };
}
