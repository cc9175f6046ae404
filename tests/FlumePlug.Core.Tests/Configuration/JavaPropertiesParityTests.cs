using System.Text;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.Core.Tests.Configuration;

/// <summary>Our reader against java.util.Properties itself.</summary>
public class JavaPropertiesParityTests
{
    private static readonly string[] Nasty =
    [
        "", "\n", "\r", "\\", "\\\n", "\\\n\n", "\\\n#c\na=b", "\\\r\n", "a\\", "a=\\", "a=b\\\n", "a=b\\\n\n", "a=b\\\r\n\r\nc=d",
        "a=b\\\n  \nc=d", "a=b\\\n#c\nd=e", "a=b\\\\\nc=d", "a=b\\\\\\\nc=d", " \t\f#c\n \f!c\na=b", "a\\ b=c", "a\\\n b=c",
        "a\n=b", "a = = b", "a : = b", "a=:b", "=", ":", " = ", "\\=", "\\u0061=\\u0062", "a=\\u", "a=\\u006", "a\\u00=1", "a=\\U0061",
        "a=\\u006G", "a=\\u006\0", "a=\\u\v061", "a=\\uuu0061", "#c\\\na=b", "!\na=b", "a=b\r\rc=d\r\n\r\ne", "a\0b=c\0d", "\u00A0a=b\u00A0", "a=\u0085b", "a\vb=c",
        "a=b\na=c\na=", "a=\"b\"", "a='b'", "${a}=${b}", "a=\\#\\!", "\\#a=b", "a b:c=d", "a\tb", "\u00EF\u00BB\u00BFa=b", "a=\u00C3\u00A9",
    ];

    [Fact]
    public void Nasty_texts_are_read_as_Java_reads_them() => Compare([.. Nasty.Select(Encoding.Latin1.GetBytes)]);

    [Fact]
    public void Long_lines_and_a_text_of_a_thousand_lines_are_read_as_Java_reads_them()
    {
        // Java's reader works in blocks of 8192 bytes: continuations, line ends and the end of the text at their borders.
        var texts = new List<byte[]>();
        foreach (var length in Enumerable.Range(8185, 10))
            foreach (var end in new[] { "", "\\", "\\\n", "\\\r\n", "\\\n x", "\\\r\n x=1\n", "\r\nb=2", "\\\r", "\\\\\n" })
                texts.Add(Encoding.Latin1.GetBytes("a=" + new string('x', length) + end));
        texts.Add(Encoding.Latin1.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"a1.sources.r{i}.type = t\\\r\n  {i}\r\n"))));
        Compare(texts);
    }

    [Fact]
    public void Random_texts_are_read_as_Java_reads_them()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        const string letters = "\\\\\\\\\n\n\r\r\n  \t\f==::##!!uu0041abAFg\u00E9\u00C3\u00A9\0\v\u0085${}";
        var texts = new List<byte[]>();
        for (var i = 0; i < 30_000; i++)
        {
            var text = new byte[random.Next(1, random.Next(2, 60))];
            for (var j = 0; j < text.Length; j++) text[j] = (byte)letters[random.Next(letters.Length)];
            texts.Add(text);
        }
        Compare(texts, $"seed {seed}: ");
    }

    private static void Compare(List<byte[]> texts, string context = "")
    {
        var cases = new BinaryCases();
        cases.Add(texts.Count);
        foreach (var text in texts) cases.Add(text);
        var answers = JavaPeer.Run("Props.java", cases.ToArray());
        var accepted = 0;
        foreach (var text in texts)
        {
            var problems = new ConfigProblems();
            var ours = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var entry in JavaProperties.Parse(text, "f.conf", problems)) ours[entry.Key] = entry.Value;
            var size = answers.Number();
            var theirs = new SortedDictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < size; i++) theirs[answers.Text()] = answers.Text();

            var shown = context + System.Text.Json.JsonSerializer.Serialize(Encoding.Latin1.GetString(text));
            Assert.True(problems.HasErrors == size < 0, shown);
            if (size < 0) continue;
            accepted++;
            Assert.True(ours.SequenceEqual(theirs), $"{shown}: {string.Join(", ", ours)} instead of {string.Join(", ", theirs)}");
        }
        Assert.True(answers.AtEnd);
        Assert.True(accepted > texts.Count / 2, "Too few texts are good ones for this to say much.");
    }
}
