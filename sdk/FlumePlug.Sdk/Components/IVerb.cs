namespace FlumePlug.Sdk;

/// <summary>
/// A word of the command line that a plugin adds: <c>flumeplug TYPE ARGUMENTS</c>. Relative paths start at the current directory; a
/// verb of the agent with the same word is never replaced.
/// </summary>
public interface IVerb
{
    /// <summary>Runs once and returns the exit code: 0 fine, 1 it failed, 2 what the user wrote is wrong.</summary>
    /// <exception cref="InvalidDataException">What the user wrote is wrong; told with its message, exit code 2.</exception>
    /// <exception cref="FormatException">The arguments are wrong; told with its message, exit code 1, as an <see cref="IOException"/> is.</exception>
    ValueTask<int> RunAsync(VerbCall call, CancellationToken cancellationToken);
}

/// <summary>One call of a verb.</summary>
/// <param name="Arguments">What stands behind the word.</param>
/// <param name="Output">Standard output, for the answer.</param>
/// <param name="Errors">Standard error, for what is wrong.</param>
public sealed record VerbCall(IReadOnlyList<string> Arguments, TextWriter Output, TextWriter Errors)
{
    /// <summary>Reads the configurations of agents; null where the host has none to read.</summary>
    public IConfigurationReader? Configurations { get; init; }
}

/// <summary>Reads configurations as the agent does, placeholders and config filters included.</summary>
public interface IConfigurationReader
{
    /// <summary>The options of a channel, its <c>type</c> among them.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="agent">The agent; null: the only one.</param>
    /// <param name="channel">The channel; null: the only one.</param>
    /// <exception cref="InvalidDataException">The file cannot be read, or it has no such channel; the message says which there are.</exception>
    IReadOnlyDictionary<string, string> ReadChannel(string file, string? agent, string? channel);
}
