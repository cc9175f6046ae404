using System.Globalization;
using FlumePlug.Sdk.Tests.Text.Peers;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Sdk.Tests.Text;

public sealed class JavaDateFormatTests
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/Sao_Paulo", "Etc/GMT+3"];

    [Fact]
    public async Task Instants_are_written_as_by_Java()
    {
        string[] patterns =
        [
            "yyyy-MM-dd HH:mm:ss,SSS", "G", "y", "yy", "yyy", "yyyy", "yyyyyy", "Y", "YY", "YYYY", "M", "MM", "MMM",
            "MMMM", "MMMMM", "L", "LL", "LLL", "LLLL", "w", "ww", "W", "D", "DDD",
            "d", "ddd", "F", "E", "EEE", "EEEE", "EEEEE", "u", "uu", "a", "aa", "H", "HH", "k", "kk", "K", "KK", "h",
            "hh", "m", "s", "S", "SS", "SSS", "SSSSSS", "Z", "ZZZZ", "X", "XX", "XXX",
            "XXXX", "'quoted'' text' yyyy", "''", "yyyy'T'HH", "b", "'open", "hh:mm a", "EEE, d MMM yyyy HH:mm:ss Z",
            "yyyy.MM.dd G 'at' HH:mm:ss", "", "[yyyy/MM]", "\u00e9yyyy", "Q",
        ];
        var random = new Random(5);
        var asked = (from zone in Zones
                     from pattern in patterns
                     from _ in Enumerable.Range(0, 8)
                     select (zone, pattern, millis: random.NextInt64(0, 4_000_000_000_000))).ToList();
        asked.AddRange(from zone in Zones[..4] from _ in Enumerable.Range(0, 8) select (zone, "z", random.NextInt64(0, 2_000_000_000_000)));
        asked.AddRange(from year in Enumerable.Range(1971, 80)
                       from day in Enumerable.Range(-4, 9)
                       select ("UTC", "YYYY-'W'ww W F u", new DateTimeOffset(year, 1, 1, 0, 0, 0, default).AddDays(day).ToUnixTimeMilliseconds()));

        var java = await JavaPeer.AskAsync("DateFormatPeer", asked.Select(each => $"format\t{each.zone}\t{each.pattern}\t{each.millis}"));

        var wrong = asked.Zip(java, (each, answer) => (each, Java: answer, Ours: Write(each.zone, each.pattern, each.millis)))
            .Where(both => both.Java != both.Ours).Select(both => $"{both.each}: Java {both.Java}, here {both.Ours}").ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count}\n{string.Join('\n', wrong.Take(40))}");
    }

    [Fact]
    public async Task Texts_are_read_as_by_Java()
    {
        string[] patterns =
        [
            "yyyy-MM-dd'T'HH:mm:ss.S", "yyyy-MM-dd'T'HH:mm:ss.SZ", "yyyy-MM-dd'T'HH:mm:ssZ", "yyyy-MM-dd'T'HH:mm:ss",
            "yyyy-MM-dd HH:mm:ss", "MMM d HH:mm:ss", "yyyyMMddHHmmss",
            "dd/MMM/yyyy:HH:mm:ss Z", "EEE, dd MMM yyyy HH:mm:ss z", "yy-MM-dd", "yyMMdd", "hh:mm a", "KK a", "kk",
            "DDD yyyy", "yyyy DDD", "X", "XX", "XXX", "Z", "z", "M/d/y", "MMMM yyyy", "G yyyy", "HHmm", "S", "yyyy",
            "LLL", "yyyy-MM-dd u",
        ];
        string[] texts =
        [
            "2012-10-18T18:47:57.614", "2012-10-18T18:47:57.614+0100", "2012-10-18T18:47:57+0100", "2012-10-18T18:47:57",
            "2012-10-18 18:47:57", "Oct 18 18:47:57", "Oct  8 18:47:57", "oct 8 18:47:57",
            "20121018184757", "2012101818475", "18/Oct/2012:18:47:57 -0700", "Thu, 18 Oct 2012 18:47:57 GMT",
            "Thu, 18 Oct 2012 18:47:57 GMT+02:00", "Thu, 18 Oct 2012 18:47:57 EST", "12-10-18", "50-1-1", "2050-1-1",
            "121018", "12:30 am", "12:30 PM", "11 PM", "0 AM", "24", "23", "300 2012", "2012 366", "2013 366", "Z",
            "+01", "-0130", "+01:30", "+24", "GMT", "UTC", "PST", "PDT", "utc", "nowhere", "2/30/2012", "13/1/2012",
            "0/0/2012",
            "October 2012", "OCTOBER 2012", "Sep 2012", "BC 44", "AD 2012", "1847", "847", "6", "-5", "-5/1/2012", "",
            "x", "2026-03-29 02:30:00", "2026-10-25 02:30:00", "2026-03-08 02:30:00", "2026-11-01 01:30:00",
            "2012-10-18 25:61:61", "3 x",
        ];
        var asked = (from zone in Zones[..4] from pattern in patterns from text in texts select (zone, pattern, text)).ToList();

        var java = await JavaPeer.AskAsync("DateFormatPeer", asked.Select(each => $"parse\t{each.zone}\t{each.pattern}\t{each.text}"));

        // Before 1900 Java knows no history of zones, before 1582 it is Julian, and .NET ends with the year 9999.
        const long year1900 = -2_208_988_800_000, year9999 = 253_370_764_800_000;
        var wrong = asked.Zip(java, (each, answer) => (each, Java: answer, Ours: Read(each.zone, each.pattern, each.text)))
            .Where(both => both.Java != both.Ours && !(long.TryParse(both.Java, out var millis) && millis is < year1900 or > year9999))
            .Select(both => $"{both.each}: Java {both.Java}, here {both.Ours}").ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count}\n{string.Join('\n', wrong.Take(40))}");
    }

    [Fact]
    public void What_cannot_be_written_as_in_Java_is_refused()
        => Assert.Throws<FormatException>(() => JavaDateFormat.Parse("HH:mm zzzz"));

    private static string Write(string zone, string pattern, long millis)
    {
        try
        {
            return "=" + JavaDateFormat.Parse(pattern)
                .Format(DateTimeOffset.FromUnixTimeMilliseconds(millis), TimeZoneInfo.FindSystemTimeZoneById(zone));
        }
        catch (FormatException e)
        {
            return "E " + e.Message;
        }
    }

    private static string Read(string zone, string pattern, string text)
        => JavaDateFormat.Parse(pattern).TryParse(text, TimeZoneInfo.FindSystemTimeZoneById(zone), out var instant)
            ? instant.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)
            : "unfit";
}
