using System.Globalization;
using FlumePlug.Sdk;

namespace FlumePlug.Files;

/// <summary>
/// Names files <c>PREFIX yyyyMMddHHmmss-N.EXTENSION</c>: the local time of the roll, and a number that counts the files of the
/// same second from 1.
/// </summary>
[PathManager("rolltime", Aliases = ["org.apache.flume.formatter.output.RollTimePathManager$Builder"],
    Summary = "Names files by the time of the roll and a number.")]
public sealed class RollTimePathManager(PathOptions options, ComponentContext context) : IPathManager
{
    private string _lastRoll = "";
    private int _files;

    /// <inheritdoc/>
    public string NextName()
    {
        var roll = context.Time.GetLocalNow().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        _files = roll == _lastRoll ? _files + 1 : 1;
        _lastRoll = roll;
        return options.Name($"{roll}-{_files}");
    }
}
