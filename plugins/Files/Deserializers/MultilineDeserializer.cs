using System.Buffers;
using FlumePlug.Sdk;

namespace FlumePlug.Files.Deserializers;

/// <summary>
/// Several lines of text are one event, such as a stack trace and the message before it: a pattern says which lines start an event,
/// or which go on with the one before. Not in Flume.
/// </summary>
[Deserializer("multiline", Summary = "Lines that belong together are one event.")]
public sealed class MultilineDeserializer(MultilineOptions options, ComponentContext context) : IEventDeserializer
{
    private readonly LineGroups _groups = new(options, context);

    /// <inheritdoc/>
    public bool ReadsText => true;

    /// <inheritdoc/>
    public SequencePosition Read(ReadOnlySequence<byte> bytes, bool ended, EventBatch batch, int max)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var text = Contiguous.Of(bytes);
        var used = 0;
        for (var read = 0; read < max && _groups.TryTake(text[used..], ended, out var body, out var taken); read++)
        {
            batch.AddCopy(Headers.Empty, body);
            used += taken;
        }
        return bytes.GetPosition(used);
    }
}
