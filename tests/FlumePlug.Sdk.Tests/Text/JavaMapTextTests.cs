using System.Buffers;
using System.Text;
using FlumePlug.Sdk.Tests.Text.Peers;
using FlumePlug.Sdk.Text;

namespace FlumePlug.Sdk.Tests.Text;

public sealed class JavaMapTextTests
{
    [Theory]
    [InlineData("new")]
    [InlineData("copy")]
    public async Task Entries_come_in_the_order_of_a_HashMap(string kind)
    {
        var random = new Random(4);
        var maps = Enumerable.Range(0, 600).Select(i => Names(random, i)).ToList();

        var java = await JavaPeer.AskAsync("MapPeer", maps.Select(names => $"{kind}\t{string.Join('\t', names)}"));

        for (var i = 0; i < maps.Count; i++)
        {
            var pairs = maps[i].Select((name, at) => KeyValuePair.Create(name, (at + 1).ToString())).ToArray();
            var capacity = kind == "copy" ? JavaMapText.CopyCapacity(pairs.Length) : JavaMapText.DefaultCapacity;
            var text = new StringBuilder();
            JavaMapText.Append(text, pairs, capacity);
            var bytes = new ArrayBufferWriter<byte>();
            JavaMapText.Write(bytes, pairs, capacity);
            Assert.Equal(java[i], text.ToString());
            Assert.Equal(java[i], Encoding.UTF8.GetString(bytes.WrittenSpan));
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_question_mark_in_UTF_8()
    {
        var bytes = new ArrayBufferWriter<byte>();

        JavaMapText.Write(bytes, [KeyValuePair.Create("a", "\ud83d")]);

        Assert.Equal("{a=?}", Encoding.UTF8.GetString(bytes.WrittenSpan));
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        KeyValuePair<string, string>[] pairs = [new("timestamp", "1"), new("host", "h"), new("\u00e9", "\u00e8")];
        var bytes = new ArrayBufferWriter<byte>(4096);
        for (var i = 0; i < 100; i++)
            Write();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Write();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Write()
        {
            bytes.ResetWrittenCount();
            JavaMapText.Write(bytes, pairs);
        }
    }

    /// <summary>Names people use, chance ones, and ones with equal hash codes (Aa and BB), which crowd one bucket.</summary>
    private static List<string> Names(Random random, int round)
    {
        string[] known =
        [
            "timestamp", "host", "Facility", "Severity", "flume.syslog.status", "topic", "partition", "key", "offset", "basename", "\u00e9",
        ];
        var names = new List<string>();
        for (var count = random.Next(round % 3 == 0 ? 90 : 9) + 1; count > 0; count--)
        {
            names.Add(random.Next(2) == 0 ? known[random.Next(known.Length)] : "k" + random.Next(2000));
        }

        // Nine of one hash code double the table of a small map; where it has 64 buckets already, Java makes a tree.
        if (round % 5 == 0)
            names.InsertRange(random.Next(names.Count), Enumerable.Range(0, names.Count <= 2 ? 9 : random.Next(9)).Select(bits =>
                string.Concat(Enumerable.Range(0, 4).Select(bit => (bits >> bit & 1) == 0 ? "Aa" : "BB"))));
        return [.. names.Distinct()];
    }
}
