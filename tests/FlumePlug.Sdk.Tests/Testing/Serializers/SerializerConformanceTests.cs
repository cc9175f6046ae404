using System.Buffers;
using System.Text;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sdk.Tests.Testing;

public class SerializerConformanceTests
{
    private static readonly SerializerConformance<LineSerializer> Suite = SuiteOf(SerializerFault.None);

    public static TheoryData<string> Promises => [.. Suite.Names];

    public static TheoryData<SerializerFault, string> Faults => new()
    {
        { SerializerFault.KeepsMemory, "The serializer read memory after its batch was disposed" },
        { SerializerFault.NeverGivesMemoryBack, "The serializer keeps a batch after the file was closed" },
        { SerializerFault.WritesToTheBatch, "The serializer wrote to a batch" },
        { SerializerFault.DisposesTheBatch, "The serializer disposed a batch that belongs to its caller" },
        { SerializerFault.ForgetsWhatItHeldBack, "A closed file does not read back as what was written" },
        { SerializerFault.FillsTheBuffer, "The bytes depend on the buffers that the writer gives" },
        { SerializerFault.SharesAStatic, "Files that are written at the same time mix" },
        { SerializerFault.WritesTheHeadAgain, "A file that goes on does not read back whole" },
        { SerializerFault.ThrowsForEmptyBodies, "IndexOutOfRangeException for {} " },
        { SerializerFault.NeedsAnEvent, "A file without events is opened and closed: ArgumentOutOfRangeException was thrown" },
    };

    [Theory, MemberData(nameof(Promises))]
    public Task A_correct_serializer_keeps(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory, MemberData(nameof(Faults))]
    public async Task A_serializer_with_a_fault_is_found_out(SerializerFault fault, string sentence)
    {
        var broken = await Assert.ThrowsAsync<ConformanceException>(() =>
            SuiteOf(fault).RunAllAsync(TestContext.Current.CancellationToken));
        Assert.Contains(sentence, broken.Message, StringComparison.Ordinal);
    }

    private static SerializerConformance<LineSerializer> SuiteOf(SerializerFault fault) => new(_ => new LineSerializer(fault))
    {
        Read = file => [.. Encoding.UTF8.GetString(file.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..]],
    };
}

public enum SerializerFault
{
    None,
    KeepsMemory,
    NeverGivesMemoryBack,
    WritesToTheBatch,
    DisposesTheBatch,
    ForgetsWhatItHeldBack,
    FillsTheBuffer,
    SharesAStatic,
    WritesTheHeadAgain,
    ThrowsForEmptyBodies,
    NeedsAnEvent,
}

/// <summary>A head line, then a line for each event; the last batch is held back until a flush.</summary>
public sealed class LineSerializer(SerializerFault fault = SerializerFault.None) : IEventSerializer
{
    private static EventBatch? s_shared;
    private static int s_writes;
    private EventBatch? _held;
    private List<ReadOnlyMemory<byte>> _bodies = [];

    public void Open(IBufferWriter<byte> writer, bool appending)
    {
        if (!appending || fault == SerializerFault.WritesTheHeadAgain)
            writer.Write("head\n"u8);
    }

    public void Write(EventBatch batch, IBufferWriter<byte> writer)
    {
        WriteHeld(writer);
        _held = batch.Retain();
        if (fault == SerializerFault.SharesAStatic)
        {
            s_shared = batch;
            if (Interlocked.Increment(ref s_writes) % 50 == 0)
                SpinWait.SpinUntil(() => Volatile.Read(ref s_shared) != batch, TimeSpan.FromSeconds(1));
            _held.Dispose();
            _held = EventBatch.Create();
            _held.AddCopies(s_shared, 0, s_shared.Count);
        }
        for (var i = 0; i < batch.Count && fault == SerializerFault.ThrowsForEmptyBodies; i++)
            _ = batch[i].Body.Span[0];
        if (fault == SerializerFault.NeedsAnEvent)
            _ = batch[0];
        if (fault == SerializerFault.WritesToTheBatch)
            batch.SetHeader("seen", "yes");
        if (fault == SerializerFault.KeepsMemory)
            _bodies = [.. Enumerable.Range(0, batch.Count).Select(i => batch[i].Body)];
        if (fault is SerializerFault.KeepsMemory or SerializerFault.DisposesTheBatch)
            batch.Dispose();
        if (fault == SerializerFault.DisposesTheBatch)
            batch.Dispose();
    }

    public void Flush(IBufferWriter<byte> writer, bool closing)
    {
        if (fault != SerializerFault.ForgetsWhatItHeldBack)
            WriteHeld(writer);
    }

    private void WriteHeld(IBufferWriter<byte> writer)
    {
        if (_held is null)
            return;
        if (fault != SerializerFault.KeepsMemory)
            _bodies = [.. Enumerable.Range(0, _held.Count).Select(i => _held[i].Body)];
        foreach (var body in _bodies)
        {
            var span = writer.GetSpan(body.Length + 1);
            body.Span.CopyTo(span);
            span[body.Length] = (byte)'\n';
            writer.Advance(fault == SerializerFault.FillsTheBuffer ? Math.Min(span.Length, body.Length + 2) : body.Length + 1);
        }
        if (fault is not (SerializerFault.KeepsMemory or SerializerFault.NeverGivesMemoryBack))
            _held.Dispose();
        _held = null;
        _bodies = [];
    }
}
