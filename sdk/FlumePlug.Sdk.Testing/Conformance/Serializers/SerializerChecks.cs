using System.Buffers;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Testing;

/// <summary>What serializers bear, and what their bytes may depend on.</summary>
internal static class SerializerChecks
{
    public static Task BearsNoEvents(SerializerTrial trial)
    {
        var (serializer, writer) = (trial.Build(), new ArrayBufferWriter<byte>());
        using var empty = EventBatch.Create();
        serializer.Open(writer, appending: false);
        serializer.Write(empty, writer);
        serializer.Flush(writer, closing: false);
        serializer.Flush(writer, closing: true);
        return Task.CompletedTask;
    }

    public static Task BearsAnyEvent(SerializerTrial trial)
    {
        foreach (var sample in SerializerTrial.Events)
        {
            var (serializer, writer) = (trial.Build(), new ArrayBufferWriter<byte>());
            using var batch = BatchOf(sample);
            serializer.Open(writer, appending: false);
            try
            {
                serializer.Write(batch, writer);
                serializer.Flush(writer, closing: true);
            }
            catch (Exception thrown)
            {
                throw new ConformanceException(
                    $"{thrown.GetType().Name} for {KeptEvent.Of(sample)}; its batch could never be delivered: {thrown.Message}",
                        thrown);
            }
        }
        return Task.CompletedTask;
    }

    public static Task LeavesTheBatchAlone(SerializerTrial trial)
    {
        var (serializer, writer) = (trial.Build(), new ArrayBufferWriter<byte>());
        var batch = BatchOf([.. SerializerTrial.Events]);
        var before = KeptEvent.AllOf(batch);
        serializer.Open(writer, appending: false);
        serializer.Write(batch, writer);
        Require.That(batch.IsHeld(), "The serializer disposed a batch that belongs to its caller.");
        Require.That(before.SequenceEqual(KeptEvent.AllOf(batch)),
            "The serializer wrote to a batch; others read it at the same time.");
        batch.Dispose();
        serializer.Flush(writer, closing: true);
        Require.That(!batch.IsHeld(), "The serializer keeps a batch after the file was closed.");
        return Task.CompletedTask;
    }

    // The batches of one file live until it is closed, those of the other are gone before: both must be the same.
    public static Task ReadsNoReturnedMemory(SerializerTrial trial)
    {
        if (!trial.IsRepeatable())
            return Task.CompletedTask;
        var (serializer, writer) = (trial.Build(), new ArrayBufferWriter<byte>());
        using var first = BatchOf("a", "b");
        using var second = BatchOf("c");
        serializer.Open(writer, appending: false);
        serializer.Write(first, writer);
        serializer.Write(second, writer);
        serializer.Flush(writer, closing: true);
        Require.That(writer.WrittenSpan.SequenceEqual(trial.Write(["a", "b"], ["c"])),
            "The serializer read memory after its batch was disposed; what it holds back it must copy, or retain the batch.");
        return Task.CompletedTask;
    }

    public static Task BytesDoNotDependOnBuffers(SerializerTrial trial)
    {
        if (!trial.IsRepeatable())
            return Task.CompletedTask;
        var expected = WriteInto(new ArrayBufferWriter<byte>(), writer => writer.WrittenSpan.ToArray());
        foreach (var slack in new[] { 0, 5000 })
            Require.That(expected.AsSpan().SequenceEqual(WriteInto(new AwkwardWriter(slack), writer => writer.Written.ToArray())),
                "The bytes depend on the buffers that the writer gives; ask for what is needed, advance by what was written.");
        return Task.CompletedTask;

        byte[] WriteInto<T>(T writer, Func<T, byte[]> written)
            where T : IBufferWriter<byte>
        {
            var serializer = trial.Build();
            using var batch = BatchOf([.. SerializerTrial.Events]);
            serializer.Open(writer, appending: false);
            serializer.Write(batch, writer);
            serializer.Flush(writer, closing: true);
            return written(writer);
        }
    }

    public static async Task FilesAtATimeDoNotMix(SerializerTrial trial)
    {
        if (!trial.IsRepeatable())
            return;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() =>
        {
            string[][] batches = [[$"a{number}", $"b{number}"], [$"c{number}"]];
            var expected = trial.Write(batches);
            for (var round = 0; round < 50; round++)
                Require.That(expected.AsSpan().SequenceEqual(trial.Write(batches)),
                    "Files that are written at the same time mix.");
        })));
    }

    public static Task ClosedFileReadsBack(SerializerTrial trial)
    {
        var file = trial.Write(["a", "b"], ["c"], ChannelTrial.Texts("more", 100));
        Require.Same(["a", "b", "c", .. ChannelTrial.Texts("more", 100)], trial.Read(file),
            "A closed file does not read back as what was written.");
        return Task.CompletedTask;
    }

    public static Task AppendedFileReadsBack(SerializerTrial trial)
    {
        if (!trial.Build().SupportsAppending)
            return Task.CompletedTask;
        var writer = new ArrayBufferWriter<byte>();
        writer.Write(trial.Write(["a", "b"]));
        var serializer = trial.Build();
        using var batch = BatchOf("c");
        serializer.Open(writer, appending: true);
        serializer.Write(batch, writer);
        serializer.Flush(writer, closing: true);
        Require.Same(["a", "b", "c"], trial.Read(writer.WrittenMemory), "A file that goes on does not read back whole.");
        return Task.CompletedTask;
    }
}
