using System.Globalization;
using System.Text.RegularExpressions;

namespace FlumePlug.Parity.Observing;

/// <summary>The files of a directory in the order in which an agent numbered them.</summary>
public static partial class DirectoryText
{
    public static IReadOnlyList<(string Name, byte[] Bytes)> Of(string directory) => !Directory.Exists(directory)
        ? []
        :
        [
            .. Directory.GetFiles(directory)
                .OrderBy(file => Number().Replace(file, digits => digits.Value.PadLeft(20, '0')), StringComparer.Ordinal)
                .Select(file => (Path.GetFileName(file), Read(file))),
        ];

    /// <summary>The name with the time in it masked: milliseconds, or yyyyMMddHHmmss.</summary>
    public static string MaskedName(string name) => Number().Replace(name, digits => digits.Length switch
    {
        13 => "MILLIS",
        14 when IsSecond(digits.Value) => "SECONDS",
        _ => digits.Value,
    });

    private static bool IsSecond(string digits) =>
        DateTime.TryParseExact(digits, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
