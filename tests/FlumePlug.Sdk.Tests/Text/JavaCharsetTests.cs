using System.Text;
using FlumePlug.Sdk.Tests.Text.Peers;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Sdk.Tests.Text;

public sealed class JavaCharsetTests
{
    private static readonly string[] OneByte =
    [
        "US-ASCII", "ascii", "ISO-8859-1", "latin1", "8859_1", "ISO-8859-2", "ISO-8859-3", "ISO-8859-4", "ISO-8859-5", "ISO-8859-6",
        "ISO-8859-7", "ISO-8859-8", "ISO-8859-9", "ISO-8859-13", "ISO-8859-15", "windows-1250", "windows-1251", "windows-1252", "Cp1252",
        "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258", "x-windows-874", "KOI8-R", "koi8_u",
        "IBM437", "cp850", "IBM852", "IBM855", "IBM857", "IBM00858", "IBM866", "IBM869", "IBM437",
        "x-MacRoman", "x-MacGreek", "x-MacTurkish", "x-IBM737",
    ];

    private static readonly string[] Unicode =
        ["UTF-8", "utf8", "UTF-16", "utf-16", "UTF-16BE", "UTF-16LE", "x-UTF-16LE-BOM", "UTF-32", "UTF-32BE", "UTF-32LE"];

    private static readonly string[] ManyBytes =
    [
        "windows-31j", "Shift_JIS", "sjis", "EUC-JP", "GBK", "GB2312", "GB18030", "Big5", "x-windows-950", "EUC-KR", "x-windows-949", "ms949",
    ];

    [Fact]
    public async Task Charsets_of_one_byte_are_those_of_Java_both_ways()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var points = Enumerable.Range(0, 0x2700).Concat(Enumerable.Range(0xF700, 0x200)).Append(0xFFFD).Append(0x1F600).Append(0xD83D);
        var text = string.Join('.', points.Select(point =>
            point is >= 0xD800 and < 0xE000 ? ((char)point).ToString() : char.ConvertFromUtf32(point)));

        await SameAsJava([.. OneByte.Select(name => (name, all))], [.. OneByte.Select(name => (name, text))]);
    }

    [Fact]
    public async Task Unicode_is_written_as_by_Java_and_read_with_or_without_a_mark()
    {
        string[] texts = ["", "a", "h\u00e9llo \u20ac \ud83d\ude00", "\ufeffx", "\ud83d", "a\ude00b"];
        var bytes = from name in Unicode[2..]
                    from text in texts[..4]
                    from encoding in new[] { Encoding.BigEndianUnicode, Encoding.Unicode, new UTF32Encoding(true, false), Encoding.UTF32 }
                    from mark in new[] { "", "\ufeff" }
                    where encoding.GetByteCount("a") == (name.Contains("32") ? 4 : 2) && !name.EndsWith('E') && !name.EndsWith('M')
                    select (name, encoding.GetBytes(mark + text));

        await SameAsJava([.. bytes], [.. from name in Unicode from text in texts select (name, text)]);
    }

    [Fact]
    public async Task Broken_UTF_8_gives_as_many_replacements_as_in_Java()
    {
        byte[] edges =
        [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF,
        ];
        var random = new Random(7);
        var inputs = Enumerable.Range(0, 20_000).Select(_ => ("UTF-8", Enumerable.Range(0, random.Next(1, 9))
            .Select(_ => edges[random.Next(edges.Length)]).ToArray()));

        await SameAsJava([.. inputs], []);
    }

    [Fact]
    public async Task Text_of_East_Asia_is_that_of_Java()
    {
        (string Name, string Text)[] samples =
        [
            ("windows-31j", "\u65e5\u672c\u8a9e\u30c6\u30ad\u30b9\u30c8 \uff76\uff85"),
            ("Shift_JIS", "\u65e5\u672c\u8a9e\u30c6\u30ad\u30b9\u30c8"),
            ("EUC-JP", "\u65e5\u672c\u8a9e\u3072\u3089\u304c\u306a"),
            ("GBK", "\u4e2d\u6587\u5b57\u7b26 abc"),
            ("GB2312", "\u4e2d\u6587"),
            ("GB18030", "\u4e2d\u6587 \ud83d\ude00 \u00e9"),
            ("Big5", "\u7e41\u9ad4\u4e2d\u6587"),
            ("EUC-KR", "\ud55c\uad6d\uc5b4"),
            ("x-windows-949", "\ud55c\uad6d\uc5b4 \ub620"),
        ];

        await SameAsJava([.. samples.Select(each => (each.Name, JavaCharset.Find(each.Name)!.GetBytes(each.Text)))], samples);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_decoder_reads_the_same_in_pieces(int size)
    {
        byte[] broken = [0xED, 0xA0, 0x80, 0x41, 0xF0, 0x9F, 0x98, 0x80, 0xF0, 0x9F, 0x41, 0xE2, 0x82];
        foreach (var (encoding, bytes) in new[]
        {
            (JavaCharset.Utf8, broken),
            (JavaCharset.Find("UTF-16")!, [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("a\ud83d\ude00b")]),
            (JavaCharset.Find("UTF-16")!, Encoding.BigEndianUnicode.GetBytes("ab")),
        })
        {
            var decoder = encoding.GetDecoder();
            var text = new StringBuilder();
            var chars = new char[64];
            for (var i = 0; i < bytes.Length; i += size)
            {
                var count = Math.Min(size, bytes.Length - i);
                text.Append(chars, 0, decoder.GetChars(bytes, i, count, chars, 0, flush: i + count == bytes.Length));
            }

            Assert.Equal(encoding.GetString(bytes), text.ToString());
        }
    }

    [Fact]
    public async Task Every_name_found_is_one_that_Java_knows()
    {
        string[] names = [.. OneByte, .. Unicode, .. ManyBytes, "utf-9", "latin-1", "8bit"];

        var java = await JavaPeer.AskAsync("CharsetPeer", names.Select(name => $"encode\t{name}\t"));

        Assert.Equal(java.Select(answer => answer != "unknown"), names.Select(name => JavaCharset.Find(name) is not null));
        Assert.Null(JavaCharset.Find(""));
        Assert.Null(JavaCharset.Find("UTF 8"));
    }

    private static async Task SameAsJava((string Name, byte[] Bytes)[] decoded, (string Name, string Text)[] encoded)
    {
        var questions = decoded.Select(each => $"decode\t{each.Name}\t{Convert.ToBase64String(each.Bytes)}")
            .Concat(encoded.Select(each => $"encode\t{each.Name}\t{PatternCase.Encode(each.Text)}")).ToList();
        var ours = decoded.Select(each => PatternCase.Encode(JavaCharset.Find(each.Name)!.GetString(each.Bytes)))
            .Concat(encoded.Select(each => Convert.ToBase64String(JavaCharset.Find(each.Name)!.GetBytes(each.Text)))).ToList();

        var java = await JavaPeer.AskAsync("CharsetPeer", questions);

        var wrong = Enumerable.Range(0, questions.Count).Where(i => java[i] != "=" + ours[i])
            .Select(i => $"{questions[i]}: Java {java[i]}, here {ours[i]}, first at {First(java[i][1..], ours[i])}").ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count}\n{string.Join('\n', wrong.Take(30))}");
    }

    private static string First(string java, string ours)
    {
        var (left, right) = (Convert.FromBase64String(java), Convert.FromBase64String(ours));
        var at = left.AsSpan().CommonPrefixLength(right);
        return $"{at}: {(at < left.Length ? left[at] : -1):X} and {(at < right.Length ? right[at] : -1):X}";
    }
}
