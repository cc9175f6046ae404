namespace FlumePlug.Script.Verbs.Trying;

/// <summary>How a script is run outside an agent.</summary>
/// <param name="File">Its full path.</param>
internal sealed record TrySetting(string File)
{
    public const int DefaultTimeoutMs = 5000;

    public IReadOnlyDictionary<string, string> Params { get; init; } = new Dictionary<string, string>();

    public int TimeoutMs { get; init; } = DefaultTimeoutMs;

    /// <summary>The channels of a selector's source.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>A selector's option <c>default</c>.</summary>
    public IReadOnlyList<string> Default { get; init; } = [];

    /// <summary>What the script takes for the time; null: the system's.</summary>
    public DateTimeOffset? Now { get; init; }
}
