namespace FlumePlug.Sdk.Testing;

/// <summary>
/// The promises of <see cref="IEventSerializer"/>. Says more with <see cref="Read"/> than without, and about serializers that
/// write the same bytes each time more than about others; whether one does is tried first.
/// </summary>
/// <param name="create">Builds a serializer for one file.</param>
/// <inheritdoc cref="ConformanceSuite"/>
public sealed class SerializerConformance<TSerializer>(Func<TestComponentContext, TSerializer> create) : ConformanceSuite
    where TSerializer : IEventSerializer
{
    /// <summary>Reads a file back as the bodies of its events; unset: files cannot be read back.</summary>
    public Func<ReadOnlyMemory<byte>, IReadOnlyList<string>>? Read { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<ConformanceCheck> ListChecks()
    {
        yield return Check("A file without events is opened and closed", SerializerChecks.BearsNoEvents);
        yield return Check("Any event is borne: no headers, no body, binary, malformed, large", SerializerChecks.BearsAnyEvent);
        yield return Check("A batch is neither written, disposed nor kept", SerializerChecks.LeavesTheBatchAlone);
        yield return Check("Nothing is read from memory that was given back", SerializerChecks.ReadsNoReturnedMemory);
        yield return Check("The bytes do not depend on the writer's buffers", SerializerChecks.BytesDoNotDependOnBuffers);
        yield return Check("Files at a time do not mix", SerializerChecks.FilesAtATimeDoNotMix);
        if (Read is not null)
        {
            yield return Check("A closed file reads back as what was written", SerializerChecks.ClosedFileReadsBack);
            yield return Check("A file that goes on reads back whole, when that is supported",
                SerializerChecks.AppendedFileReadsBack);
        }
        foreach (var check in ClassChecks.Of(typeof(TSerializer)))
            yield return check;
    }

    private ConformanceCheck Check(string name, Func<SerializerTrial, Task> run) => Check(name, async () =>
    {
        using var context = new TestComponentContext("k1");
        await run(new SerializerTrial(() => create(context), bytes => Read!(bytes)));
    });
}
