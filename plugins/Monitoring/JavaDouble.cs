using System.Globalization;

namespace FlumePlug.Monitoring;

/// <summary>
/// A number from 0 on as Java's <c>Double.toString</c> writes it: a point and a digit behind it always, an exponent below 0.001
/// and from ten million on.
/// </summary>
internal static class JavaDouble
{
    public static string ToText(double value)
    {
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        if (value is 0 or (>= 1e-3 and < 1e7))
            return WithPoint(shortest);
        var scientific = value.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(scientific.AsSpan(scientific.IndexOf('E') + 1), CultureInfo.InvariantCulture);
        var digits = shortest.Split('E')[0].Replace(".", "", StringComparison.Ordinal).Trim('0');
        return $"{WithPoint(digits.Insert(1, ".").TrimEnd('.'))}E{exponent}";
    }

    private static string WithPoint(string number) => number.Contains('.') ? number : number + ".0";
}
