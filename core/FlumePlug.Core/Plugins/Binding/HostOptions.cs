namespace FlumePlug.Core.Plugins;

/// <summary>The options of each kind that the agent itself reads, so that they are not unknown to the component.</summary>
internal static class HostOptions
{
    // A name that ends with a dot is a prefix. `config` names a Java class that validates; it has no meaning here.
    private static readonly string[] OfSource = ["type", "channels", "selector.", "interceptors", "interceptors.", "config"];
    private static readonly string[] OfSink = ["type", "channel", "config"];
    private static readonly string[] OfOthers = ["type", "config"];

    public static IReadOnlyList<string> Of(ComponentKind kind) => kind switch
    {
        ComponentKind.Source => OfSource,
        ComponentKind.Sink => OfSink,
        _ => OfOthers,
    };

    public static bool Reads(ComponentKind kind, string option) => Of(kind).Any(own => Covers(own, option));

    /// <summary>Whether a name, or a prefix that ends with a dot, covers an option.</summary>
    public static bool Covers(string own, string option) =>
        own.EndsWith('.') ? option.Length > own.Length && option.StartsWith(own, StringComparison.Ordinal) : option == own;
}
