using System.Buffers;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Wire;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Containers;

namespace FlumePlug.Avro.Tests;

public sealed class AvroDeserializerTests
{
    private static readonly byte[] File = FileOf(AvroCodec.Deflate);

    private static string[] Expected => [.. Enumerable.Range(0, 100).Select(i => $"\u0010record{i:00}")];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Each_record_is_an_event_however_many_are_asked_for(int max)
    {
        var reader = new AvroDeserializer(new AvroDeserializerOptions());
        Assert.Equal(Expected, ReadAll(reader, File, max).Select(kept => kept.Text));
    }

    [Fact]
    public void Bytes_may_come_in_any_pieces()
    {
        var reader = new AvroDeserializer(new AvroDeserializerOptions());
        var read = new List<string>();
        var used = 0;
        for (var there = 0; there <= File.Length; there++)
        {
            using var batch = EventBatch.Create();
            var bytes = new ReadOnlySequence<byte>(File.AsMemory(used, there - used));
            used += (int)bytes.GetOffset(reader.Read(bytes, there == File.Length, batch, 3)) - (int)bytes.GetOffset(bytes.Start);
            read.AddRange(TestEvents.TextsOf(batch));
        }
        read.AddRange(ReadAll(reader, File[used..], 10).Select(kept => kept.Text));
        Assert.Equal(Expected, read);
    }

    [Fact]
    public void The_header_tells_the_fingerprint_or_the_schema()
    {
        var hash = ReadAll(new AvroDeserializer(new AvroDeserializerOptions()), File, 1)[0].Headers;
        Assert.Equal("{flume.avro.schema.hash=c70345637248018f}", hash.ToString());
        var literal = ReadAll(new AvroDeserializer(new AvroDeserializerOptions { SchemaType = SchemaType.Literal }), File, 1)[0].Headers;
        Assert.Equal("{flume.avro.schema.literal={\"type\":\"string\"}}", literal.ToString());
    }

    [Fact]
    public void After_a_crash_it_goes_on_with_the_block_that_was_not_finished()
    {
        var first = new AvroDeserializer(new AvroDeserializerOptions());
        using var batch = EventBatch.Create();
        var bytes = new ReadOnlySequence<byte>(File);
        var position = (int)bytes.GetOffset(first.Read(bytes, ended: true, batch, 30));

        var second = new AvroDeserializer(new AvroDeserializerOptions());
        second.Resume(bytes, position);
        var again = ReadAll(second, File[position..], 1000).Select(kept => kept.Text).ToList();

        Assert.Equal(Expected[^again.Count..], again);
        Assert.InRange(again.Count, 70, 99);
    }

    [Fact]
    public void A_file_that_ends_in_a_block_is_refused_after_the_records_before() =>
        Assert.Contains("middle of a block", Assert.Throws<FormatException>(
            () => ReadAll(new AvroDeserializer(new AvroDeserializerOptions()), File[..^5], 1000)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_no_container_file_is_refused() =>
        Assert.Throws<WireFormatException>(() => ReadAll(new AvroDeserializer(new AvroDeserializerOptions()), "plain text\n"u8.ToArray(), 1));

    private static List<KeptEvent> ReadAll(AvroDeserializer reader, byte[] file, int max)
    {
        var events = new List<KeptEvent>();
        var rest = new ReadOnlySequence<byte>(file);
        while (true)
        {
            using var batch = EventBatch.Create();
            var end = reader.Read(rest, ended: true, batch, max);
            Assert.InRange(batch.Count, 0, max);
            events.AddRange(KeptEvent.AllOf(batch));
            rest = rest.Slice(end);
            if (batch.Count == 0 && rest.IsEmpty)
                return events;
        }
    }

    private static byte[] FileOf(AvroCodec codec)
    {
        var file = new ArrayBufferWriter<byte>();
        var writer = new ContainerWriter(codec, 100);
        writer.WriteHeader(file, "{ \"type\": \"string\" }");
        for (var i = 0; i < 100; i++)
        {
            writer.Block.WriteBytes(Encoding.UTF8.GetBytes($"record{i:00}"));
            writer.RecordWritten(file);
        }
        writer.EndBlock(file);
        return file.WrittenSpan.ToArray();
    }
}
