namespace FlumePlug.Core.Plugins;

/// <summary>A component that Flume has or had.</summary>
/// <param name="Kind">The kind's key, also kinds that are no contract here: hdfs-file-type.</param>
/// <param name="Alias">What its users write; the class when it has no alias.</param>
/// <param name="ClassName">Its Java class.</param>
/// <param name="Status">documented, undocumented, experimental, deprecated, removed-on-trunk or removed.</param>
internal sealed record FlumeComponent(string Kind, string Alias, string ClassName, string Status)
{
    /// <summary>Whether it was gone before Flume 1.11.</summary>
    public bool IsRemoved => Status == "removed";
}

/// <summary>Every component of Apache Flume 1.11 and its trunk, so that each is known by name.</summary>
internal static class FlumeComponents
{
    private static readonly Lazy<IReadOnlyList<FlumeComponent>> Rows = new(Read);

    public static IReadOnlyList<FlumeComponent> All => Rows.Value;

    /// <summary>The component of a kind that has this alias or class.</summary>
    public static FlumeComponent? Find(ComponentKind kind, string type)
    {
        var (kindKey, key) = (kind.Key(), TypeNames.Key(type));
        return All.FirstOrDefault(row =>
            row.Kind == kindKey && (TypeNames.Key(row.Alias) == key || TypeNames.Key(row.ClassName) == key));
    }

    private static List<FlumeComponent> Read()
    {
        using var resource = typeof(FlumeComponents).Assembly.GetManifestResourceStream("flume-components.tsv")!;
        using var lines = new StreamReader(resource);
        var rows = new List<FlumeComponent>();
        while (lines.ReadLine() is { } line)
            if (line.Split('\t') is [var kind, var alias, var className, var status])
                rows.Add(new(kind, alias, className, status));
        return rows;
    }
}
