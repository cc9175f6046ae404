using System.Buffers;
using System.Text;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Containers;

namespace FlumePlug.Wire.Tests;

public sealed class ContainerTests
{
    private static readonly AvroCodec[] Codecs = [AvroCodec.Null, AvroCodec.Deflate, AvroCodec.Snappy];

    public static TheoryData<string> Names => [.. Codecs.Select(codec => codec.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Blocks_of_any_bytes_survive_compression(string name)
    {
        var codec = AvroCodec.Find(name)!;
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var raw = Sample(random, round);
            Assert.Equal(raw, codec.Decompress(codec.Compress(raw).Span));
        }
    }

    [Fact]
    public void Repetitive_text_becomes_small()
    {
        var raw = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000).Select(i => $"line {i % 10} of the log\n")));
        Assert.All(Codecs[1..], codec => Assert.True(codec.Compress(raw).Length < raw.Length / 8, codec.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_is_read_back_whole_however_its_end_is_cut(string name)
    {
        var file = File(AvroCodec.Find(name)!, Enumerable.Range(0, 100).Select(i => $"record {i}"), interval: 200);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"record {i}"), Read(file));
        for (var length = 0; length < file.Length; length += 7)
            Assert.True(Read(file[..length]).Count < 100);
    }

    [Theory]
    [InlineData("Obk\u0001", "no Avro container")]
    [InlineData("Obj\u0001\0aaaaaaaaaaaaaaaa", "no schema")]
    [InlineData("Obj\u0001\u0004\u0016avro.schema\n\"int\"\u0014avro.codec\u0004xz\0aaaaaaaaaaaaaaaa", "'xz'")]
    public void A_header_that_cannot_be_used_is_refused_with_the_reason(string text, string reason) => Assert.Contains(reason,
        Assert.Throws<WireFormatException>(() => ContainerReader.TryReadHeader(Encoding.Latin1.GetBytes(text))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_damaged_file_is_refused_or_gives_other_records_but_never_hangs_or_overflows()
    {
        var random = new Random(9);
        foreach (var codec in Codecs)
        {
            var good = File(codec, Enumerable.Range(0, 50).Select(i => $"record {i} {new string('x', i)}"), interval: 300);
            for (var round = 0; round < Rounds(2000); round++)
            {
                var bad = good.ToArray();
                for (var hits = random.Next(1, 4); hits > 0; hits--)
                    bad[random.Next(bad.Length)] = (byte)random.Next(256);
                try
                {
                    Read(bad);
                }
                catch (WireFormatException)
                {
                }
            }
        }
    }

    [Fact]
    public void A_block_that_unfolds_without_end_is_refused()
    {
        byte[] lies = [0xFF, 0xFF, 0xFF, 0xFF, 7, 0, 0, 0, 0, 0];
        Assert.Throws<WireFormatException>(() => AvroCodec.Snappy.Decompress(lies));
    }

    private static int Rounds(int few) => Environment.GetEnvironmentVariable("LONG") == "1" ? few * 100 : few;

    private static byte[] File(AvroCodec codec, IEnumerable<string> records, int interval)
    {
        var file = new ArrayBufferWriter<byte>();
        var writer = new ContainerWriter(codec, interval);
        writer.WriteHeader(file, "\"string\"");
        foreach (var record in records)
        {
            writer.Block.WriteString(record);
            writer.RecordWritten(file);
        }
        writer.EndBlock(file);
        writer.EndBlock(file);
        return file.WrittenSpan.ToArray();
    }

    private static List<string> Read(byte[] file)
    {
        var records = new List<string>();
        if (ContainerReader.TryReadHeader(file) is not { } header)
            return records;
        var rest = file.AsSpan(header.Length);
        while (!rest.IsEmpty && ContainerReader.TryReadBlock(header, rest) is { } block)
        {
            var reader = new AvroReader(block.Bytes);
            for (var i = 0L; i < block.Records; i++)
                records.Add((string)GenericReader.Read(header.Schema, ref reader)!);
            rest = rest[block.Length..];
        }
        return records;
    }

    private static byte[] Sample(Random random, int round)
    {
        var raw = new byte[random.Next(round < 50 ? 10 : 100_000)];
        random.NextBytes(raw);
        // Runs and repetitions of every distance.
        for (var i = 0; i < raw.Length && round % 3 != 0;)
        {
            var (length, back) = (Math.Min(raw.Length - i, random.Next(1, 300)), random.Next(1, 70_000));
            if (back <= i && random.Next(4) > 0)
                for (var j = 0; j < length; j++)
                    raw[i + j] = raw[i + j - back];
            i += length;
        }
        return raw;
    }
}
