using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sdk.Tests.Testing;

public class SourceConformanceTests
{
    private static readonly SourceConformance<SimpleSource> Suite = SuiteOf(SourceFault.None, putsAgain: true);

    public static TheoryData<string> Promises => [.. Suite.Names];

    public static TheoryData<SourceFault, string> Faults => new()
    {
        { SourceFault.IgnoresItsToken, "RunAsync does not end when its token is cancelled while it waits" },
        { SourceFault.GivesNoTokenToPuts, "it must give its token to every put" },
        { SourceFault.DiesOfARefusal, "A refused put does not end a source: ChannelFullException was thrown" },
        { SourceFault.ReturnsAfterARefusal, "RunAsync returned although nobody cancelled it" },
        { SourceFault.LosesEvents, "What came in was not put once and in order" },
        { SourceFault.DoublesEvents, "What came in was not put once and in order" },
        { SourceFault.Reorders, "What came in was not put once and in order" },
        { SourceFault.ForgetsRefused, "events were lost while puts were refused at random" },
        { SourceFault.WritesAfterThePut, "The source wrote to a batch after it was put" },
        { SourceFault.DisposesTwice, "The source disposed a batch more often than it held it" },
        { SourceFault.NeverDisposes, "The source never disposed a batch that it had put" },
        { SourceFault.ThrowsOnTheSecondStop, "stops twice: InvalidOperationException was thrown: already stopped" },
        { SourceFault.NeedsAStartToStop, "stops, twice: InvalidOperationException was thrown: not started" },
    };

    [Theory, MemberData(nameof(Promises))]
    public Task A_correct_source_keeps(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);

    [Fact]
    public Task A_correct_source_that_leaves_refused_events_to_its_peers_keeps_every_promise() =>
        SuiteOf(SourceFault.None, putsAgain: false).RunAllAsync(TestContext.Current.CancellationToken);

    [Fact]
    public Task A_polling_source_that_makes_its_events_keeps_every_promise() =>
        new SourceConformance<CountingSource>(context =>
            new CountingSource(new CountingOptions { BackoffSleepIncrement = 1000, MaxBackoffSleep = 5000 }, context))
            .RunAllAsync(TestContext.Current.CancellationToken);

    [Theory, MemberData(nameof(Faults))]
    public async Task A_source_with_a_fault_is_found_out(SourceFault fault, string sentence)
    {
        var broken = await Assert.ThrowsAsync<ConformanceException>(
            () => SuiteOf(fault, putsAgain: true).RunAllAsync(TestContext.Current.CancellationToken));
        Assert.Contains(sentence, broken.Message, StringComparison.Ordinal);
    }

    private static SourceConformance<SimpleSource> SuiteOf(SourceFault fault, bool putsAgain) =>
        new(_ => new SimpleSource(putsAgain, fault))
        {
            Patience = fault == SourceFault.None ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(300),
            PutsAgain = putsAgain,
            Feed = (source, _, texts, _) =>
            {
                source.Receive(texts);
                return Task.CompletedTask;
            },
        };

    private sealed class CountingOptions : PollingOptions;

    [Source("counting")]
    private sealed class CountingSource(CountingOptions options, ComponentContext context) : PollingSource(options, context)
    {
        private int _count;

        protected override async ValueTask<bool> PollAsync(IChannelProcessor channels, CancellationToken cancellationToken)
        {
            using var batch = TestEvents.BatchOf($"{_count++}");
            await channels.PutAsync(batch, cancellationToken);
            await Task.Yield();
            return _count % 10 != 0;
        }
    }
}
