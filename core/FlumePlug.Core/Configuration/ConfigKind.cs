namespace FlumePlug.Core.Configuration;

/// <summary>The five kinds of component that an agent lists by name.</summary>
public enum ConfigKind
{
    /// <summary>Listed under <c>configfilters</c>.</summary>
    ConfigFilter,

    /// <summary>Listed under <c>channels</c>.</summary>
    Channel,

    /// <summary>Listed under <c>sources</c>.</summary>
    Source,

    /// <summary>Listed under <c>sinks</c>.</summary>
    Sink,

    /// <summary>Listed under <c>sinkgroups</c>.</summary>
    SinkGroup,
}

/// <summary>How the kinds are spelled.</summary>
public static class ConfigKindSpelling
{
    private static readonly string[] Sections = ["configfilters", "channels", "sources", "sinks", "sinkgroups"];
    private static readonly string[] Words = ["config filter", "channel", "source", "sink", "sink group"];

    /// <summary>The key under an agent: <c>sinkgroups</c>.</summary>
    public static string Section(this ConfigKind kind) => Sections[(int)kind];

    /// <summary>The word in a sentence: <c>sink group</c>.</summary>
    public static string Word(this ConfigKind kind) => Words[(int)kind];

    /// <summary>All sections in the order in which Flume looks for them.</summary>
    public static IReadOnlyList<string> AllSections => Sections;

    /// <summary>The kind that is listed under a key of an agent, if any.</summary>
    public static ConfigKind? OfSection(ReadOnlySpan<char> section)
    {
        for (var kind = 0; kind < Sections.Length; kind++)
            if (section.SequenceEqual(Sections[kind])) return (ConfigKind)kind;
        return null;
    }
}
