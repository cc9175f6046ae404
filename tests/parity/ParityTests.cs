using FlumePlug.Parity.Cases;
using FlumePlug.Parity.Comparing;
using FlumePlug.Parity.Running;

namespace FlumePlug.Parity;

/// <summary>The same unmodified configuration and the same input, in Apache Flume and in FlumePlug.</summary>
public sealed class ParityTests
{
    public static TheoryData<string> Cases => [.. SuiteOutcomes.Cases.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Both_agents_show_the_same(string name)
    {
        RequireBoth();
        var outcome = await SuiteOutcomes.OfAsync(SuiteOutcomes.Cases.Single(one => one.Name == name));
        Assert.True(
            outcome.Unwanted.Count == 0,
            $"{Subject.Compared.Name} differs from Flume in {name}:\n  {string.Join("\n  ", outcome.Unwanted)}\n"
                + $"The logs are in {Path.Combine(Repository.Root, "artifacts", "parity")}.");
    }

    [Fact]
    public async Task Every_wanted_difference_is_seen()
    {
        RequireBoth();
        Assert.SkipUnless(SuiteOutcomes.Chosen is null, "only some cases run");
        Assert.SkipUnless(Subject.Compared == Subject.FlumePlug, "Flume has no wanted differences from itself");
        var shown = new HashSet<WantedDifference>();
        foreach (var one in SuiteOutcomes.Cases) shown.UnionWith((await SuiteOutcomes.OfAsync(one)).Shown);
        Assert.All(SuiteOutcomes.Wanted, wanted => Assert.Contains(wanted, shown));
    }

    /// <summary>A machine without the agents cannot compare them; CI has to.</summary>
    private static void RequireBoth()
    {
        Peer.Require(Subject.Flume is not null, "Apache Flume is in neither $FLUMEPLUG_PEERS nor ../shared/peers");
        Peer.Require(Subject.Compared.Exists, $"{Subject.Compared.Command} is not there: build FlumePlug.sln -c Release first");
    }
}
