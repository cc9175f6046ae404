using System.Buffers;
using FlumePlug.Sdk;

namespace Acme.Sample;

public sealed class SampleSinkOptions : Acme.Base.BaseOptions<Acme.Base.Mood>
{
    [Slot("sink.serializer", Default = "sample", Summary = "Writes the events.")]
    public Slot<IEventSerializer> Serializer { get; init; } = null!;

    [Slot("keys")]
    public Slot<IKeyProvider>? Keys { get; init; }

    [Slot("serializers", Default = "upper", OwnerOptions = ["name"])]
    public IReadOnlyList<Slot<IExtractorSerializer>> Serializers { get; init; } = null!;
}

[Sink("sample", TakesPerFlush = 4, Summary = "A sink to test with.")]
public sealed class SampleSink(SampleSinkOptions options, ComponentContext context) : ISink
{
    public string Describe() => $"{context.Name} {options.Mood} {options.Port} "
        + string.Join(',', options.Serializers.Select(slot => slot.Options["name"] + "=" + context.Create(slot).Serialize(slot.Name, true)));

    public string Write(string text)
    {
        var writer = new ArrayBufferWriter<byte>();
        var serializer = context.Create(options.Serializer);
        serializer.Open(writer, appending: false);
        return text + System.Text.Encoding.UTF8.GetString(writer.WrittenSpan);
    }

    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

public sealed class SampleSerializerOptions
{
    [Option("appendNewline", Default = true)]
    public bool AppendNewline { get; init; }
}

[Serializer("sample", Aliases = ["com.acme.SampleSerializer$Builder"])]
public sealed class SampleSerializer(SampleSerializerOptions options) : IEventSerializer
{
    public void Open(IBufferWriter<byte> writer, bool appending) => writer.Write(options.AppendNewline ? "\n"u8 : "-"u8);

    public void Write(EventBatch batch, IBufferWriter<byte> writer) { }

    public void Flush(IBufferWriter<byte> writer, bool closing) { }
}

[ExtractorSerializer("upper")]
public sealed class UpperSerializer : IExtractorSerializer
{
    public string? Serialize(ReadOnlySpan<char> group, bool matched) => group.ToString().ToUpperInvariant();
}

public sealed class SampleKeysOptions
{
    [Option("file", Required = true)]
    public string File { get; init; } = "";
}

[KeyProvider("sample")]
public sealed class SampleKeys(SampleKeysOptions options) : IKeyProvider
{
    public byte[] KeyOf(string alias) => throw new ConfigurationException($"no key {alias} in {options.File}");
}
