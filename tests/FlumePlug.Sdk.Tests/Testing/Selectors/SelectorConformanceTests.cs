using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sdk.Tests.Testing;

public class SelectorConformanceTests
{
    public static TheoryData<SelectorFault, string> Faults => new()
    {
        { SelectorFault.NamesChannelsOutside, "names channels beyond the 1 that the source has" },
        { SelectorFault.RequiredAndOptional, "names a channel both required and optional" },
        { SelectorFault.LiesAboutAlways, "Always says" },
        { SelectorFault.TakesTurns, "say Repeatable = false if the selector takes turns" },
        { SelectorFault.IsNotConcurrent, "Events are selected at the same time: " },
    };

    [Fact]
    public async Task A_correct_selector_keeps_every_promise()
    {
        var suite = new SelectorConformance<SimpleSelector>((names, _) => new SimpleSelector(names));
        await suite.RunAllAsync(TestContext.Current.CancellationToken);
        Assert.Contains("An event's route depends on the event alone", suite.Names);
    }

    [Fact]
    public Task A_selector_that_takes_turns_keeps_every_promise_when_it_says_so() =>
        new SelectorConformance<SimpleSelector>((names, _) =>
            new SimpleSelector(names, SelectorFault.TakesTurns))
        { Repeatable = false }
            .RunAllAsync(TestContext.Current.CancellationToken);

    [Theory, MemberData(nameof(Faults))]
    public async Task A_selector_with_a_fault_is_found_out(SelectorFault fault, string sentence)
    {
        var suite = new SelectorConformance<SimpleSelector>((names, _) => new SimpleSelector(names, fault));
        var broken = await Assert.ThrowsAsync<ConformanceException>(() =>
            suite.RunAllAsync(TestContext.Current.CancellationToken));
        Assert.Contains(sentence, broken.Message, StringComparison.Ordinal);
    }
}

public enum SelectorFault
{
    None,
    NamesChannelsOutside,
    RequiredAndOptional,
    LiesAboutAlways,
    TakesTurns,
    IsNotConcurrent,
}

/// <summary>The first channel is required for events with a body, the others are optional.</summary>
public sealed class SimpleSelector(ChannelNames names, SelectorFault fault = SelectorFault.None) : IChannelSelector
{
    private int _inside;
    private int _calls;
    private int _turn;

    public Route? Always => fault == SelectorFault.LiesAboutAlways ? new Route(names.All) : null;

    public Route Select(in Event routed)
    {
        if (fault == SelectorFault.IsNotConcurrent)
            SelectAlone();
        return fault switch
        {
            SelectorFault.NamesChannelsOutside => new Route(2),
            SelectorFault.RequiredAndOptional => new Route(names.All, names.All),
            SelectorFault.TakesTurns => new Route(1UL << (int)((uint)Interlocked.Increment(ref _turn) % names.Names.Count)),
            _ => routed.Body.IsEmpty ? Route.None : new Route(1, names.All & ~1UL),
        };
    }

    // Lingers now and then until somebody else comes in.
    private void SelectAlone()
    {
        if (Interlocked.Increment(ref _inside) > 1)
            throw new InvalidOperationException("two at a time");
        if (Interlocked.Increment(ref _calls) % 1000 == 0)
            SpinWait.SpinUntil(() => Volatile.Read(ref _inside) > 1, TimeSpan.FromSeconds(1));
        Interlocked.Decrement(ref _inside);
    }
}
