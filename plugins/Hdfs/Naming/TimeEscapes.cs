using System.Globalization;
using System.Text;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Hdfs.Naming;

/// <summary>What the letters of time in names stand for, in a time zone and rounded down.</summary>
internal sealed class TimeEscapes(TimeZoneInfo zone, TimeRounding? rounding)
{
    private const long Second = 1000;
    private const long Minute = 60 * Second;

    private static readonly Dictionary<char, JavaDateFormat> Formats = new Dictionary<char, string>
    {
        ['a'] = "EEE",
        ['A'] = "EEEE",
        ['b'] = "MMM",
        ['B'] = "MMMM",
        ['c'] = "EEE MMM d HH:mm:ss yyyy",
        ['d'] = "dd",
        ['e'] = "d",
        ['D'] = "MM/dd/yy",
        ['H'] = "HH",
        ['I'] = "hh",
        ['j'] = "DDD",
        ['k'] = "H",
        ['l'] = "h",
        ['m'] = "MM",
        ['M'] = "mm",
        ['n'] = "M",
        ['p'] = "a",
        ['S'] = "ss",
        ['y'] = "yy",
        ['Y'] = "yyyy",
        ['z'] = "ZZZ",
    }.ToDictionary(one => one.Key, one => JavaDateFormat.Parse(one.Value));

    /// <summary>How long a letter's text stays the same: no zone begins or ends within a minute.</summary>
    public static long Steady(char letter) => letter switch
    {
        '\0' or '{' or '%' => 0,
        't' => 1,
        's' or 'S' or 'c' => Second,
        _ => Minute,
    };

    /// <summary>Appends a letter's text; an unknown letter has none, as in Flume.</summary>
    public void Append(StringBuilder text, char letter, long millis)
    {
        if (letter == '%')
        {
            text.Append('%');
            return;
        }
        if (letter == 't')
        {
            text.Append(CultureInfo.InvariantCulture, $"{millis}");
            return;
        }
        var time = DateTimeOffset.FromUnixTimeMilliseconds(millis);
        if (rounding is not null)
            time = rounding.Down(time, zone);
        if (letter == 's')
            text.Append(CultureInfo.InvariantCulture, $"{time.ToUnixTimeMilliseconds() / Second}");
        else if (Formats.TryGetValue(letter, out var format))
            format.Append(text, time, zone);
    }
}
