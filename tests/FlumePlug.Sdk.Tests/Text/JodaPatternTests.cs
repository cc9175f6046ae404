using System.Globalization;
using System.Text;
using FlumePlug.Sdk.Tests.Text.Peers;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Sdk.Tests.Text;

public sealed class JodaPatternTests
{
    private const long NineteenFifty = -631_152_000_000;

    private const string Farthest = "292278994";

    private static readonly string[] Patterns =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss,SSS", "yyyy-MM-dd'T'HH:mm:ss.SSSZ", "yyyy-MM-dd'T'HH:mm:ssZZ",
        "yyyy-MM-dd HH:mm",
        "HH:mm", "HH:mm:ss.SSSSSS", "yy-MM-dd", "yyMMdd", "yyyyMMddHHmmssSSS", "dd/MMM/yyyy:HH:mm:ss Z",
        "EEE MMM dd HH:mm:ss yyyy", "EEE",
        "EEEE, dd MMMM yyyy", "MMM", "MMMM d", "hh:mm a", "KK:mm a", "kk:mm", "D", "yyyy-DDD", "xxxx-'W'ww-e", "xxxx",
        "xx", "ww", "EEE yyyy ww",
        "C", "CC yy", "G", "YYYY G", "G YYYY", "YY", "yyy", "yyyyy", "M", "d", "e", "MM-dd", "Z", "ZZ", "ZZZ", "z",
        "HH z", "yyyy ZZZ", "S", "SS", "SSS", "SSSSS",
        "'a''b'yyyy", "''yyyy", "yyyy'T", "b", "QQ", "", "yyyy.MM.dd G 'at' HH:mm:ss z", "h:m a",
        "yyyy-MM-dd HH:mm:ss ZZZ", "s.SSS", "y", "Y", "yyyyyyyyyyyy", "ddd", "CCC", "eE",
    ];

    private static readonly string[] Texts =
    [
        "2012-10-18 18:47:57", "2012-10-18 18:47:57,614", "2012-10-18T18:47:57.614+0100", "2012-10-18T18:47:57Z",
        "2012-10-18T18:47:57-08:30", "2012-02-29 12:00",
        "2013-02-29 12:00", "2012-10-18", "2012", "12", "18:47", "24:00", "18:47:57.6", "18:47:57.614123", "12-10-18",
        "121018", "20121018184757123",
        "18/Oct/2012:18:47:57 -0700", "Thu Oct 18 18:47:57 2012", "thu OCT 18 18:47:57 2012", "Mon", "MONDAY", "monday",
        "mOn", "Thursday, 18 October 2012", "Oct",
        "october", "OCTO", "October 3", "12:30 am", "12:30 PM", "00:30 PM", "11:59 AM", "13:00 AM", "1", "0", "366",
        "2012-366", "2013-366", "2012-W42-4", "2012-W53-7", "2015-W53-1",
        "Mon 2012 42", "20", "20 12", "AD", "bc", "44 BC", "BC 44", "AD 2012", "50", "99", "-5", "+2012",
        "+2012-10-18 00:00", "2", "31", "30", "02-29", "13-01", "+0100", "-01:30", "+01",
        "+010203", "+01:02:03.004", "+01:", "+1", "+2460", "+01x", "Z", "z", "UTC", "GMT", "PST", "EDT", "XYZ",
        "Europe/Berlin", "America/New_York", "18 PST", "2012 Europe/Paris",
        "2012 Nowhere/Land", "6", "614", "6149", "61491", "61491234", "a'b2012", "'2012", "2012T",
        "2012.10.18 AD at 18:47:57 UTC", "1:2 pm", "2026-03-29 02:30:00 Europe/Berlin",
        "2026-03-29 02:30:00", "2026-10-25 02:30:00", "2026-03-08 02:30", "2026-11-01 01:30:00", "", " 2012", "2012 ",
        "x", "2012-10-18 18:47:57x and a good deal more than forty characters of it",
        "60", "59.5", "12345", "123456789", "1234567890", Farthest, "7", "8", "7Sun", "0001-01-01 00:00",
        "1900-01-01 00:00", "1969-12-31 23:59:59", "9999-12-31 23:59:59",
    ];

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kolkata")]
    public async Task Texts_are_read_as_by_Joda_Time(string zoneId)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        var asked = (from pattern in Patterns from text in Texts select (pattern, text)).ToList();
        var random = new Random(zoneId.Length);
        asked.AddRange(Enumerable.Range(0, 3000).Select(_ => Make(random)));

        var joda = await JavaPeer.AskFlumeAsync("JodaPeer", asked.Select(each => $"{zoneId}\t{each.pattern}\t{each.text}"));

        var wrong = asked.Zip(joda, (each, answer) => (each, Joda: answer, Ours: Read(each.pattern, each.text, zone)))
            .Where(both => both.Joda != both.Ours && !both.Joda.StartsWith("E For input string", StringComparison.Ordinal))
            // Joda-Time brings a history of zones of its own, to the second; ours are the system's, to the minute.
            .Where(both => zoneId == "UTC" || both.each.text != Farthest
                && (!long.TryParse(both.Joda, out var millis) || millis is > NineteenFifty and < long.MaxValue / 2))
            .Select(both => $"{both.each}: Joda {both.Joda}, here {both.Ours}").ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count}\n{string.Join('\n', wrong.Take(40))}");
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var pattern = JodaPattern.Parse("yyyy-MM-dd'T'HH:mm:ss.SSSZ");
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        for (var i = 0; i < 100; i++)
            pattern.ParseMillis("2012-10-18T18:47:57.614+0100", berlin);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            pattern.ParseMillis("2012-10-18T18:47:57.614+0100", berlin);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Read(string pattern, string text, TimeZoneInfo zone)
    {
        try
        {
            return JodaPattern.Parse(pattern).ParseMillis(text, zone).ToString(CultureInfo.InvariantCulture);
        }
        catch (FormatException e)
        {
            return "E " + e.Message;
        }
    }

    /// <summary>Fields in any order with values in and around their ranges.</summary>
    private static (string Pattern, string Text) Make(Random random)
    {
        var (pattern, text) = (new StringBuilder(), new StringBuilder());
        for (var count = random.Next(1, 6); count > 0; count--)
        {
            var (letters, value) = random.Next(18) switch
            {
                0 => ("yyyy", random.Next(1600, 2400).ToString(CultureInfo.InvariantCulture)),
                1 => ("yy", random.Next(100).ToString("00", CultureInfo.InvariantCulture)),
                2 => ("MM", random.Next(0, 14).ToString("00", CultureInfo.InvariantCulture)),
                3 => ("MMM", CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames[random.Next(12)]),
                4 or 5 => ("dd", random.Next(0, 33).ToString("00", CultureInfo.InvariantCulture)),
                6 => ("DDD", random.Next(0, 368).ToString("000", CultureInfo.InvariantCulture)),
                7 => ("HH", random.Next(0, 25).ToString("00", CultureInfo.InvariantCulture)),
                8 => ("mm", random.Next(0, 61).ToString("00", CultureInfo.InvariantCulture)),
                9 => ("ss", random.Next(0, 60).ToString("00", CultureInfo.InvariantCulture)),
                10 => ("SSS", random.Next(0, 1000).ToString("000", CultureInfo.InvariantCulture)),
                11 => ("xxxx", random.Next(1600, 2400).ToString(CultureInfo.InvariantCulture)),
                12 => ("ww", random.Next(0, 55).ToString("00", CultureInfo.InvariantCulture)),
                13 => ("e", random.Next(0, 9).ToString(CultureInfo.InvariantCulture)),
                14 => ("EEE", CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedDayNames[random.Next(7)]),
                15 => ("hh", random.Next(0, 14).ToString("00", CultureInfo.InvariantCulture)),
                16 => ("a", random.Next(2) == 0 ? "AM" : "pm"),
                _ => ("CC", random.Next(15, 24).ToString(CultureInfo.InvariantCulture)),
            };
            pattern.Append(letters).Append(' ');
            text.Append(value).Append(' ');
        }

        return (pattern.ToString(), text.ToString());
    }
}
