using FlumePlug.Core.Configuration;

namespace FlumePlug.Core.Tests.Configuration;

public class NearestTests
{
    private static readonly string[] Names = ["capacity", "transactionCapacity", "keep-alive", "channels", "type", "c1", "c2"];

    [Theory]
    [InlineData("capacty", "capacity")]
    [InlineData("cpaacity", "capacity")]
    [InlineData("CAPACITY", "capacity")]
    [InlineData("transactioncapacity", "transactionCapacity")]
    [InlineData("transactionCapcityy", "transactionCapacity")]
    [InlineData("keepalive", "keep-alive")]
    [InlineData("channel", "channels")]
    [InlineData("tyep", "type")]
    [InlineData("c", "c1")]
    [InlineData("C2", "c2")]
    [InlineData("x9", null)]
    [InlineData("port", null)]
    [InlineData("capability", "capacity")]
    [InlineData("completelyElse", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_found_when_one_is_near(string wrong, string? right) =>
        Assert.Equal(right, Nearest.Of(wrong, Names));

    [Fact]
    public void A_name_that_differs_in_case_only_wins_over_one_that_differs_less() =>
        Assert.Equal("ABCD", Nearest.Of("abcd", ["abce", "ABCD"]));

    [Fact]
    public void The_name_itself_is_no_suggestion() => Assert.Null(Nearest.Of("type", ["type"]));
}
