using System.Text;
using FlumePlug.Core.Configuration;
using FlumePlug.Core.Configuration.Text;

namespace FlumePlug.Core.Tests.Configuration;

public class JavaPropertiesTests
{
    private readonly ConfigProblems _problems = new();

    [Theory]
    [InlineData("a=b", "a", "b")]
    [InlineData("a:b", "a", "b")]
    [InlineData("a b", "a", "b")]
    [InlineData("  a\t=\f b ", "a", "b ")]
    [InlineData("a", "a", "")]
    [InlineData("a==b", "a", "=b")]
    [InlineData("a = : b", "a", ": b")]
    [InlineData("a = b # no comment", "a", "b # no comment")]
    [InlineData(@"a\=\:\ b = c", "a=: b", "c")]
    [InlineData(@"a = \t\n\r\f\q\\", "a", "\t\n\r\fq\\")]
    [InlineData(@"a = \u00e9\u20AC", "a", "é€")]
    [InlineData("a = x \\\n   y \\\r\n\t z", "a", "x y z")]
    [InlineData("a = x\\\n# y", "a", "x# y")]
    [InlineData("a = ${b} $c $$", "a", "${b} $c $$")]
    [InlineData("= b", "", "b")]
    public void A_line_is_read_by_the_rules_of_Java(string text, string key, string value)
    {
        var entry = Assert.Single(Parse(text));
        Assert.Equal((key, value), (entry.Key, entry.Value));
        Assert.Empty(_problems);
    }

    [Fact]
    public void Every_assignment_tells_the_line_in_which_it_begins()
    {
        var entries = Parse("# comment\r\n\r\na = 1\n  ! comment\rb = 2 \\\n  more\nc = 3");
        Assert.Equal([("a", 3), ("b", 5), ("c", 7)], entries.Select(entry => (entry.Key, entry.Location.Line)));
    }

    [Fact]
    public void Repeated_keys_are_all_given_in_order() =>
        Assert.Equal(["1", "2"], Parse("a = 1\na = 2").Select(entry => entry.Value));

    [Theory]
    [InlineData(@"\u12")]
    [InlineData(@"\u12g4")]
    [InlineData(@"\u-123")]
    [InlineData(@"\u 123")]
    public void A_malformed_escape_is_an_error_at_its_line_and_the_rest_is_read(string value)
    {
        Assert.Equal(["a", "c"], Parse($"a = 1\nb = {value}\nc = 3").Select(entry => entry.Key));
        Assert.StartsWith("f.conf:2: error: Malformed", Assert.Single(_problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_are_Latin_1_without_a_word()
    {
        Assert.Equal("é", Assert.Single(JavaProperties.Parse([(byte)'a', (byte)'=', 0xE9], "f.conf", _problems)).Value);
        Assert.Empty(_problems);
    }

    [Fact]
    public void Utf_8_text_becomes_one_character_per_byte_with_a_warning_at_its_line()
    {
        var entries = JavaProperties.Parse(Encoding.UTF8.GetBytes("# é is fine here\na = 1\nb = é"), "f.conf", _problems);
        Assert.Equal("Ã©", entries[1].Value);
        Assert.StartsWith("f.conf:3: warning: has UTF-8 text", Assert.Single(_problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_part_of_the_first_key_with_a_warning()
    {
        var entries = JavaProperties.Parse([0xEF, 0xBB, 0xBF, .. "a = 1"u8], "f.conf", _problems);
        Assert.Equal("ï»¿a", Assert.Single(entries).Key);
        Assert.Contains("byte order mark", Assert.Single(_problems).Message, StringComparison.Ordinal);
    }

    private List<PropertyEntry> Parse(string text) => JavaProperties.Parse(Encoding.Latin1.GetBytes(text), "f.conf", _problems);
}
