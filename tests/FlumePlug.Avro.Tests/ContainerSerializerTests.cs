using System.Buffers;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Containers;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Avro.Tests;

public sealed class ContainerSerializerTests
{
    private static readonly SerializerConformance<FlumeEventAvroSerializer> Conformance = new(
        context => new FlumeEventAvroSerializer(new ContainerOptions { SyncIntervalBytes = 2_048_000, CompressionCodec = "snappy" }, context))
    {
        Read = bytes => [.. Records(bytes.ToArray()).Select(record => Encoding.UTF8.GetString((byte[])((GenericRecord)record!)["body"]!))],
    };

    public static TheoryData<string> Promises => [.. Conformance.Names];

    [Theory]
    [MemberData(nameof(Promises))]
    public Task It_keeps_what_every_serializer_promises(string promise) => Conformance.RunAsync(promise, TestContext.Current.CancellationToken);

    [Fact]
    public void Records_have_headers_and_body()
    {
        var file = Write(context => new FlumeEventAvroSerializer(new ContainerOptions { SyncIntervalBytes = 100, CompressionCodec = "null" }, context),
            EventOf("one", ("k", "v"), ("ä", "€")), EventOf(""));
        var record = (GenericRecord)Records(file)[0]!;
        Assert.Equal(new Dictionary<string, object?> { ["k"] = "v", ["ä"] = "€" }, record["headers"]);
        Assert.Equal("one"u8.ToArray(), record["body"]);
        Assert.Equal(2, Records(file).Count);
    }

    [Fact]
    public void A_codec_that_Avro_does_not_know_means_none_and_is_a_warning()
    {
        using var context = new TestComponentContext();
        _ = new FlumeEventAvroSerializer(new ContainerOptions { SyncIntervalBytes = 100, CompressionCodec = "zip" }, context);
        Assert.Equal("Unable to instantiate avro codec with name (zip). Compression disabled.", context.Logged.Lines.Single().Text);
    }

    [Theory]
    [InlineData("bzip2")]
    [InlineData("zstandard")]
    public void A_codec_that_is_not_available_is_refused(string codec)
    {
        using var context = new TestComponentContext();
        Assert.Throws<ConfigurationException>(
            () => new FlumeEventAvroSerializer(new ContainerOptions { SyncIntervalBytes = 100, CompressionCodec = codec }, context));
    }

    [Fact]
    public void Bodies_are_records_of_the_schema_that_the_first_event_gives()
    {
        var file = Write(Custom(), EventOf("\u0002a", ("flume.avro.schema.literal", "\"string\"")), EventOf("\u0004bb"));
        Assert.Equal(["a", "bb"], Records(file));
    }

    [Fact]
    public void The_schemas_url_stands_before_the_literal_and_both_before_the_option()
    {
        using var files = new TestComponentContext();
        var path = Path.Combine(files.ConfigurationDirectory, "schema.avsc");
        File.WriteAllText(path, "\"string\"");
        var url = new Uri(path).AbsoluteUri;
        Assert.Equal(["a"], Records(Write(Custom(), EventOf("\u0002a", ("flume.avro.schema.literal", "\"long\""), ("flume.avro.schema.url", url)))));
        Assert.Equal(["a"], Records(Write(Custom(url), EventOf("\u0002a"))));
    }

    [Fact]
    public void An_event_without_a_schema_fails_with_the_headers_to_set() => Assert.Contains("flume.avro.schema.url",
        Assert.Throws<EventDeliveryException>(() => Write(Custom(), EventOf("x"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("hdfs://namenode/schema", "only file:")]
    [InlineData("file:///no/such/schema", "cannot be read")]
    public void A_schema_that_cannot_be_read_fails_with_the_reason(string url, string reason) => Assert.Contains(reason,
        Assert.Throws<EventDeliveryException>(() => Write(Custom(url), EventOf("x"))).Message, StringComparison.Ordinal);

    private static Func<ComponentContext, IEventSerializer> Custom(string? url = null) => context => new AvroEventSerializer(
        new AvroEventOptions { SyncIntervalBytes = 2_048_000, CompressionCodec = "deflate", SchemaUrl = url }, context);

    private static byte[] Write(Func<ComponentContext, IEventSerializer> create, params Event[] events)
    {
        using var context = new TestComponentContext();
        var (serializer, writer) = (create(context), new ArrayBufferWriter<byte>());
        using var batch = BatchOf(events);
        serializer.Open(writer, appending: false);
        serializer.Write(batch, writer);
        serializer.Flush(writer, closing: true);
        return writer.WrittenSpan.ToArray();
    }

    private static List<object?> Records(byte[] file)
    {
        var header = ContainerReader.TryReadHeader(file)!;
        var records = new List<object?>();
        for (var rest = file.AsSpan(header.Length); !rest.IsEmpty;)
        {
            var block = ContainerReader.TryReadBlock(header, rest)!;
            var reader = new AvroReader(block.Bytes);
            for (var i = 0L; i < block.Records; i++)
                records.Add(GenericReader.Read(header.Schema, ref reader));
            rest = rest[block.Length..];
        }
        return records;
    }
}
