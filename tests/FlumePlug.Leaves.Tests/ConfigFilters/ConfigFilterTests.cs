using System.Diagnostics;
using FlumePlug.ConfigFilters;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Leaves.Tests.ConfigFilters;

public sealed class ConfigFilterTests : IDisposable
{
    private readonly TestComponentContext _context = new("f1");

    public void Dispose() => _context.Dispose();

    [Fact]
    public void Env_gives_the_variable_or_nothing()
    {
        Environment.SetEnvironmentVariable("FLUMEPLUG_LEAVES_TEST", "secret");
        Assert.Equal("secret", new EnvironmentConfigFilter().Filter("FLUMEPLUG_LEAVES_TEST"));
        Assert.Null(new EnvironmentConfigFilter().Filter("FLUMEPLUG_LEAVES_NOT_SET"));
    }

    [Fact]
    public void External_appends_the_key_and_splits_the_command_at_white_space() =>
        Assert.Equal("a b my-key", Filter("echo  a\tb", "my-key"));

    [Fact]
    public void External_runs_no_shell() =>
        Assert.Equal("$HOME | cat; k", Filter("echo $HOME | cat;", "k"));

    [Theory]
    [InlineData(@"first\nsecond\n", "first")]
    [InlineData(@"first\r\nsecond", "first")]
    [InlineData(@"\nsecond", "")]
    public void External_takes_the_first_line_and_warns_of_more(string printed, string expected)
    {
        Assert.Equal(expected, Filter("printf", printed));
        Assert.StartsWith(
            "External process has more than one line of output.", Assert.Single(_context.Logged.TextsOf(LogLevel.Warning)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void External_with_a_single_line_says_nothing()
    {
        Assert.Equal("only", Filter("printf", @"only\r\n"));
        Assert.Empty(_context.Logged.Lines);
    }

    [Fact]
    public void External_without_output_has_no_value_and_warns()
    {
        Assert.Null(Filter("true", "k"));
        Assert.Equal(["External process has not produced any output."], _context.Logged.TextsOf(LogLevel.Warning));
    }

    [Fact]
    public void External_decodes_with_the_charset() =>
        Assert.Equal("é", Filter("printf", @"\351\n", ("charset", "ISO-8859-1")));

    [Theory]
    [InlineData("false", "exited with non-zero (1)")]
    [InlineData("ls /nowhere/at/all", "/nowhere/at/all")]
    [InlineData("no-such-program-anywhere", "no-such-program-anywhere")]
    public void A_program_that_fails_has_no_value_and_the_error_says_why(string command, string why)
    {
        Assert.Null(Filter(command, "k"));
        var error = Assert.Single(_context.Logged.TextsOf(LogLevel.Error));
        Assert.StartsWith("Error while reading value for key k: ", error, StringComparison.Ordinal);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_takes_too_long_is_killed()
    {
        var started = Stopwatch.GetTimestamp();
        Assert.Null(Filter("sleep", "60", ("timeout", "1")));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));
        Assert.Contains("1 s", Assert.Single(_context.Logged.TextsOf(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_writes_more_than_a_pipe_holds_still_ends() =>
        Assert.Equal("1", Filter("seq", "100000"));

    [Fact]
    public void A_program_that_reads_finds_its_input_at_an_end() =>
        Assert.Null(Filter("cat", "-"));

    private string? Filter(string command, string key, params ReadOnlySpan<(string, string)> more) =>
        new ExternalConfigFilter(Given.Options<ExternalOptions>([("command", command), .. more]), _context).Filter(key);
}
