using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sdk.Tests.Testing;

public class SinkConformanceTests
{
    private static readonly SinkConformance<SimpleSink> Suite = SuiteOf(SinkFault.None);

    public static TheoryData<string> Promises => [.. Suite.Names];

    public static TheoryData<SinkFault, string> Faults => new()
    {
        { SinkFault.KeepsMemory, "The sink read memory after its batch was disposed" },
        { SinkFault.NeverGivesMemoryBack, "it retains a batch and never disposes it" },
        { SinkFault.WritesToTheBatch, "The sink wrote to a batch" },
        { SinkFault.DisposesTheBatch, "The sink disposed a batch that belongs to its caller" },
        { SinkFault.LosesOnFlush, "have not arrived once and in order" },
        { SinkFault.DeliversTwice, "have not arrived once and in order" },
        { SinkFault.Reorders, "have not arrived once and in order" },
        { SinkFault.SwallowsFailures,
            "ProcessAsync and FlushAsync returned although the destination fails: the events are lost" },
        { SinkFault.WaitsForEver, "FlushAsync does not return" },
        { SinkFault.NeverRecovers, "The sink does not recover when its destination works again" },
        { SinkFault.ForgetsEarlierBatches, "Several batches before one flush do not all arrive in order" },
        { SinkFault.ThrowsOnTheSecondStop, "A sink stops twice: InvalidOperationException was thrown: already stopped" },
        { SinkFault.NeedsAStartToStop,
            "A sink that was never started stops, twice: InvalidOperationException was thrown: not started" },
        { SinkFault.ThrowsInATick,
            "A sink ticks without ever getting a batch: InvalidOperationException was thrown: nothing open" },
        { SinkFault.CallsAllDelivered, "events were lost of batches that IsDelivered called delivered after a failure" },
    };

    [Theory, MemberData(nameof(Promises))]
    public Task A_correct_sink_keeps(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory, MemberData(nameof(Faults))]
    public async Task A_sink_with_a_fault_is_found_out(SinkFault fault, string sentence)
    {
        var broken = await Assert.ThrowsAsync<ConformanceException>(() =>
            SuiteOf(fault).RunAllAsync(TestContext.Current.CancellationToken));
        Assert.Contains(sentence, broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sink_whose_destination_cannot_be_read_is_checked_for_the_rest()
    {
        var suite = new SinkConformance<CollectingSink>(_ => new CollectingSink());
        await suite.RunAllAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(suite.Names, name => name.Contains("arrive", StringComparison.Ordinal));
    }

    private static SinkConformance<SimpleSink> SuiteOf(SinkFault fault) => new(_ => new SimpleSink(fault))
    {
        Patience = fault == SinkFault.None ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(200),
        Delivered = (sink, _) => [.. sink.Destination.Arrived],
        Break = (sink, _) => sink.Destination.Break(),
    };
}
