using FlumePlug.Interceptors.Extracting;

namespace FlumePlug.Leaves.Tests.Interceptors;

public sealed class MillisExtractorSerializerTests : IDisposable
{
    private readonly TestComponentContext _context = new("i1");

    public void Dispose() => _context.Dispose();

    [Theory]
    [InlineData("yyyy-MM-dd HH:mm", "2012-10-18 18:47", "1350586020000")]
    [InlineData("yyyy-MM-dd'T'HH:mm:ss.SSSZ", "2012-10-18T18:47:57.614+0200", "1350578877614")]
    [InlineData("HH:mm", "00:01", "60000")]
    public void A_date_and_time_becomes_milliseconds(string pattern, string text, string expected) =>
        Assert.Equal(expected, Serializer(pattern).Serialize(text, matched: true));

    [Fact]
    public void A_group_that_took_no_part_has_no_value() =>
        Assert.Null(Serializer("yyyy").Serialize("", matched: false));

    [Fact]
    public void A_group_that_the_pattern_cannot_read_is_refused_with_Jodas_message()
    {
        var refused = Assert.Throws<FormatException>(() => Serializer("yyyy-MM-dd").Serialize("2012-October", matched: true));
        Assert.Equal("Invalid format: \"2012-October\" is malformed at \"October\"", refused.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yyyy-bb")]
    public void A_pattern_that_is_none_is_refused_when_the_serializer_is_built(string pattern)
    {
        var refused = Assert.Throws<ConfigurationException>(() => Serializer(pattern));
        Assert.StartsWith("Must configure with a valid pattern", refused.Message, StringComparison.Ordinal);
    }

    private MillisExtractorSerializer Serializer(string pattern) =>
        new(Given.Options<MillisOptions>(("pattern", pattern)), _context);
}
