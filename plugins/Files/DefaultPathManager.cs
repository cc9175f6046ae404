using FlumePlug.Sdk;

namespace FlumePlug.Files;

/// <summary>
/// Names files <c>PREFIX MILLIS-N.EXTENSION</c>: the milliseconds since 1970 at which it was made, and a number that counts
/// the files from 1.
/// </summary>
[PathManager("default", Aliases = ["org.apache.flume.formatter.output.DefaultPathManager$Builder"],
    Summary = "Names files by the sink's start and a number.")]
public sealed class DefaultPathManager(PathOptions options, ComponentContext context) : IPathManager
{
    private readonly long _start = context.Time.GetUtcNow().ToUnixTimeMilliseconds();
    private int _files;

    /// <inheritdoc/>
    public string NextName() => options.Name($"{_start}-{++_files}");
}
