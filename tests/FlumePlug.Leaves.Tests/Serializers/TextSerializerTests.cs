using System.Buffers;
using System.Text;
using FlumePlug.Serializers;

namespace FlumePlug.Leaves.Tests.Serializers;

public sealed class TextSerializerTests
{
    [Theory]
    [InlineData("true", "one\n\nthree\n")]
    [InlineData("false", "onethree")]
    [InlineData(null, "one\n\nthree\n")]
    public void Bodies_are_written_with_a_newline_unless_told_not_to(string? appendNewline, string expected)
    {
        using var batch = BatchOf("one", "", "three");
        Assert.Equal(expected, Encoding.UTF8.GetString(Written(batch, appendNewline)));
    }

    [Fact]
    public void Bytes_are_written_as_they_are()
    {
        using var batch = EventBatch.Create();
        batch.AddCopy(Headers.Empty, [0, 255, 10, 13]);
        Assert.Equal([0, 255, 10, 13, 10], Written(batch, null));
    }

    [Fact]
    public void Batches_beyond_a_chunk_and_bodies_beyond_a_chunk_are_complete()
    {
        var random = new Random(1);
        using var batch = EventBatch.Create();
        var expected = new MemoryStream();
        for (var i = 0; i < 300; i++)
        {
            var body = new byte[i % 50 == 0 ? 100_000 : random.Next(2000)];
            random.NextBytes(body);
            batch.AddCopy(Headers.Empty, body);
            expected.Write(body);
            expected.WriteByte((byte)'\n');
        }
        Assert.Equal(expected.ToArray(), Written(batch, null));
    }

    [Theory]
    [InlineData("true", "{} one\n{a=1, b=2} two\n{a=1, b=2} three\n{ž=ů} \n")]
    [InlineData("false", "{} one{a=1, b=2} two{a=1, b=2} three{ž=ů} ")]
    public void Header_and_text_writes_the_headers_as_Java_writes_a_map(string appendNewline, string expected)
    {
        var shared = HeadersOf(("b", "2"), ("a", "1"));
        using var batch = EventBatch.Create();
        batch.AddCopy(Headers.Empty, "one"u8);
        batch.AddCopy(shared, "two"u8);
        batch.AddCopy(shared, "three"u8);
        batch.AddCopy(HeadersOf(("ž", "ů")), ""u8);
        var serializer = new HeaderAndTextSerializer(Given.Options<NewlineOptions>(("appendNewline", appendNewline)));
        Assert.Equal(expected, Encoding.UTF8.GetString(Written(serializer, batch)));
    }

    private static byte[] Written(EventBatch batch, string? appendNewline) =>
        Written(
            new TextSerializer(appendNewline is null
                ? Given.Options<NewlineOptions>()
                : Given.Options<NewlineOptions>(("appendNewline", appendNewline))),
            batch);

    private static byte[] Written(IEventSerializer serializer, EventBatch batch)
    {
        var writer = new ArrayBufferWriter<byte>();
        serializer.Open(writer, appending: false);
        serializer.Write(batch, writer);
        serializer.Flush(writer, closing: true);
        return writer.WrittenSpan.ToArray();
    }
}
