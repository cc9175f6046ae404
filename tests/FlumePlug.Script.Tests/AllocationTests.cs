namespace FlumePlug.Script.Tests;

/// <summary>Tests that nothing else may run beside: they measure the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>What scripts allocate.</summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    [Fact]
    public async Task An_unchanged_event_allocates_nothing()
    {
        await using var trial = ScriptTrial.Of("""if (Text.StartsWith("ERROR") && Headers["level"] != "error" && !Json["a"].Exists) Headers["level"] = "error";""");
        using var batch = BatchOf([.. Enumerable.Repeat(EventOf("""{"level":"fine"}"""), 5000)]);
        async Task<long> AllocatedAsync()
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < 100; i++)
                await trial.Interceptor.InterceptAsync(batch, CancellationToken.None);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
        EventBatch.OverwriteReturned = false;
        await AllocatedAsync();
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
            least = Math.Min(least, await AllocatedAsync());
        // A few objects per batch at most, whatever its size.
        Assert.True(least < 100 * 1000, $"{least / 500_000.0} bytes per event");
    }
}
