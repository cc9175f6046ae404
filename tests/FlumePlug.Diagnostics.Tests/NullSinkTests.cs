using FlumePlug.Diagnostics;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Tests;

public class NullSinkTests
{
    [Fact]
    public async Task Progress_is_logged_after_each_so_many_events_across_batches()
    {
        using var context = new TestComponentContext("k1");
        var sink = new NullSink(new NullOptions { BatchSize = 100, LogEveryNEvents = 10 }, context);

        foreach (var size in new[] { 9, 1, 5, 26 })
        {
            using var batch = TestEvents.BatchOf([.. Enumerable.Repeat("x", size)]);
            await sink.ProcessAsync(batch, CancellationToken.None);
        }

        Assert.Equal(
            [
                "Null sink k1 successful processed 10 events.",
                "Null sink k1 successful processed 20 events.",
                "Null sink k1 successful processed 30 events.",
                "Null sink k1 successful processed 40 events.",
            ],
            context.Logged.TextsOf(LogLevel.Information));
    }
}
