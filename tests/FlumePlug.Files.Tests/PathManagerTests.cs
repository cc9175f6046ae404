using FlumePlug.Files;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Tests;

public sealed class PathManagerTests : IDisposable
{
    private readonly TestComponentContext _context = new("k1");

    public void Dispose() => _context.Dispose();

    [Fact]
    public void Default_names_are_the_start_in_milliseconds_and_a_number_from_one()
    {
        var start = _context.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var names = new DefaultPathManager(Options(), _context);

        _context.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal([$"{start}-1", $"{start}-2"], [names.NextName(), names.NextName()]);
    }

    [Fact]
    public void Rolltime_names_are_the_local_second_of_the_roll_and_a_number_that_starts_again_with_each()
    {
        var names = new RollTimePathManager(Options(), _context);

        var first = new[] { names.NextName(), names.NextName() };
        _context.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["20260101000000-1", "20260101000000-2"], first);
        Assert.Equal("20260101000001-1", names.NextName());
    }

    [Fact]
    public void Prefix_and_extension_stand_around_the_name()
    {
        Assert.EndsWith("-1.log", new DefaultPathManager(Options("web-", "log"), _context).NextName(), StringComparison.Ordinal);
        Assert.Equal("web-20260101000000-1.log", new RollTimePathManager(Options("web-", "log"), _context).NextName());
    }

    [Theory]
    [InlineData("../up", "log", "prefix")]
    [InlineData("web", "a/b", "extension")]
    [InlineData("a\0b", "", "prefix")]
    public void A_prefix_or_extension_that_is_no_part_of_a_file_name_is_refused(string prefix, string extension, string wrong) =>
        Assert.Equal(wrong, Assert.Single(Options(prefix, extension).Check()).Option);

    [Fact]
    public void Plain_prefixes_and_extensions_are_fine() => Assert.Empty(Options("web-", "log.txt").Check());

    private static PathOptions Options(string prefix = "", string extension = "") => new() { Prefix = prefix, Extension = extension };
}
