using FlumePlug.Diagnostics;
using FlumePlug.Sdk;

namespace FlumePlug.Tests;

public class NullSinkTests
{
    private readonly Doubles.TestContext _context = new("k1");

    [Fact]
    public async Task Progress_is_logged_after_each_so_many_events_across_batches()
    {
        var sink = new NullSink(new NullOptions { BatchSize = 100, LogEveryNEvents = 10 }, _context);

        foreach (var size in new[] { 9, 1, 5, 26 })
            await ProcessAsync(sink, size);

        Assert.Equal(
            [
                "Information: Null sink k1 successful processed 10 events.",
                "Information: Null sink k1 successful processed 20 events.",
                "Information: Null sink k1 successful processed 30 events.",
                "Information: Null sink k1 successful processed 40 events.",
            ],
            _context.Lines.All);
    }

    private static async Task ProcessAsync(NullSink sink, int size)
    {
        using var batch = EventBatch.Create();
        for (var i = 0; i < size; i++)
            batch.Add(Headers.Empty, ReadOnlyMemory<byte>.Empty);
        await sink.ProcessAsync(batch, CancellationToken.None);
    }
}
