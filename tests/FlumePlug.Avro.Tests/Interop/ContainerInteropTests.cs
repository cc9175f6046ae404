using System.Buffers;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Avro.Tests.Interop;

/// <summary>Container files of Java's Avro library and ours, each read by the other.</summary>
public sealed class ContainerInteropTests
{
    private static readonly string[] Codecs = ["null", "deflate", "snappy"];

    [Fact]
    public async Task Java_reads_our_files_and_we_read_Javas()
    {
        FlumePeer.Require();
        using var context = new TestComponentContext();
        var directory = context.ConfigurationDirectory;
        foreach (var codec in Codecs)
            await File.WriteAllBytesAsync(Path.Combine(directory, codec + ".ours"), OurFile(codec, context), TestContext.Current.CancellationToken);

        var said = (await FlumePeer.RunToolAsync("Containers.java", [directory, .. Codecs.Select(codec => codec + ".ours")])).Split('\n');

        foreach (var codec in Codecs)
        {
            Assert.Equal(
                Enumerable.Range(0, 500).Select(i => $"READ {codec}.ours {{\"headers\": {{\"k\": \"ä{i % 3}\"}}, \"body\": \"body {i} body\"}}"),
                said.Where(line => line.StartsWith($"READ {codec}.ours", StringComparison.Ordinal)));
            var (hashed, literal) = (Read(codec, directory, SchemaType.Hash), Read(codec, directory, SchemaType.Literal));
            Assert.Equal(1000, hashed.Count);
            Assert.Equal("\u0002\u0002\u0016text 1 text", hashed[1].Text);
            Assert.Equal("\n\0", hashed[5].Text);
            Assert.Contains($"HASH {hashed[0].Headers["flume.avro.schema.hash"]}", said);
            Assert.Contains($"LITERAL {literal[0].Headers["flume.avro.schema.literal"]}", said);
        }
    }

    private static byte[] OurFile(string codec, ComponentContext context)
    {
        var serializer = new FlumeEventAvroSerializer(new ContainerOptions { SyncIntervalBytes = 3000, CompressionCodec = codec }, context);
        var writer = new ArrayBufferWriter<byte>();
        using var batch = BatchOf([.. Enumerable.Range(0, 500).Select(i => EventOf($"body {i} body", ("k", $"ä{i % 3}")))]);
        serializer.Open(writer, appending: false);
        serializer.Write(batch, writer);
        serializer.Flush(writer, closing: true);
        return writer.WrittenSpan.ToArray();
    }

    private static IReadOnlyList<KeptEvent> Read(string codec, string directory, SchemaType type)
    {
        var bytes = new ReadOnlySequence<byte>(File.ReadAllBytes(Path.Combine(directory, codec + ".java")));
        using var batch = EventBatch.Create();
        var end = new AvroDeserializer(new AvroDeserializerOptions { SchemaType = type }).Read(bytes, ended: true, batch, int.MaxValue / 2);
        Assert.Equal(bytes.Length, bytes.GetOffset(end));
        return KeptEvent.AllOf(batch);
    }
}
