using System.Text;

namespace FlumePlug.Hdfs.Naming;

/// <summary>
/// Makes a path of what headers gave: it stays below its root, and every name in it is one that HDFS takes.
/// </summary>
internal static class SafePath
{
    // HDFS takes 255 bytes a name by default; room is left for the counter and what a file has while it is in use.
    private const int MostNameBytes = 180;
    private const int MostNames = 100;

    /// <summary>Names joined by /, with one at the start; empty names vanish, as in Hadoop's Path.</summary>
    public static string Of(string text)
    {
        var safe = new StringBuilder();
        foreach (var name in text.Split('/', StringSplitOptions.RemoveEmptyEntries).Take(MostNames))
            safe.Append('/').Append(Name(name));
        return safe.ToString();
    }

    private static string Name(string name)
    {
        if (name is "." or "..")
            return new string('_', name.Length);
        var taken = string.Create(name.Length, name, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                target[i] = source[i] == ':' || char.IsControl(source[i]) || IsLone(source, i) ? '_' : source[i];
        });
        while (Encoding.UTF8.GetByteCount(taken) > MostNameBytes)
            taken = taken[..^(char.IsLowSurrogate(taken[^1]) ? 2 : 1)];
        return taken;
    }

    private static bool IsLone(string text, int i) =>
        (char.IsHighSurrogate(text[i]) && (i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])))
        || (char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1])));
}
