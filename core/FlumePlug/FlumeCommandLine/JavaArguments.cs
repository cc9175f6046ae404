namespace FlumePlug.FlumeCommandLine;

/// <summary>What Flume's launcher hands to Java, taken out of a command line: <c>-Dkey=value</c> anywhere, and what means nothing here.</summary>
/// <param name="Properties">The <c>-D</c> properties; later ones win.</param>
/// <param name="JavaOnly">Arguments for the Java machine, such as <c>-Xmx512m</c>.</param>
/// <param name="Rest">Everything else, in order.</param>
internal sealed record JavaArguments(
    IReadOnlyDictionary<string, string> Properties, IReadOnlyList<string> JavaOnly, IReadOnlyList<string> Rest)
{
    private static readonly string[] JavaPrefixes = ["-X", "-agentlib", "-agentpath", "-javaagent"];

    public static JavaArguments Split(IEnumerable<string> arguments)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        var javaOnly = new List<string>();
        var rest = new List<string>();
        foreach (var argument in arguments)
        {
            if (argument.StartsWith("-D", StringComparison.Ordinal) && argument.Length > 2)
                AddProperty(properties, argument.AsSpan(2));
            else if (Array.Exists(JavaPrefixes, prefix => argument.StartsWith(prefix, StringComparison.Ordinal)))
                javaOnly.Add(argument);
            else
                rest.Add(argument);
        }
        return new(properties, javaOnly, rest);
    }

    /// <summary>Options as a shell leaves them after expanding <c>$JAVA_OPTS</c>: words between blanks.</summary>
    public static JavaArguments SplitText(string? text) => Split((text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>These and others together; the others' properties win.</summary>
    public JavaArguments Then(JavaArguments later)
    {
        var properties = new Dictionary<string, string>(Properties, StringComparer.Ordinal);
        foreach (var (key, value) in later.Properties)
            properties[key] = value;
        return new(properties, [.. JavaOnly, .. later.JavaOnly], [.. Rest, .. later.Rest]);
    }

    // A property without a value is the empty text, as in Java.
    private static void AddProperty(Dictionary<string, string> properties, ReadOnlySpan<char> property)
    {
        var equals = property.IndexOf('=');
        properties[(equals < 0 ? property : property[..equals]).ToString()] = equals < 0 ? "" : property[(equals + 1)..].ToString();
    }
}
