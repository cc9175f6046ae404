using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Netcat.Tests;

/// <summary>What Flume 1.11 does with text, observed on it: malformed input ends the connection without an answer.</summary>
public sealed class NetcatEncodingTests
{
    private const int Limit = 30_000;

    private readonly CollectingChannels _channels = new();

    [Theory(Timeout = Limit)]
    [InlineData("iso-8859-1", "68E90A", "h\u00e9", "4F4B0A")]
    [InlineData("ISO8859_1", "68E90A", "h\u00e9", "4F4B0A")]
    [InlineData("windows-1252", "80970A", "\u20ac\u2014", "4F4B0A")]
    [InlineData("Cp1252", "80970A", "\u20ac\u2014", "4F4B0A")]
    [InlineData("Shift_JIS", "93FA967B0A", "\u65e5\u672c", "4F4B0A")]
    [InlineData("utf-16", "006800E9000A", "h\u00e9", "FEFF004F004B000A")]
    [InlineData("utf-16", "FEFF006800E9000A", "h\u00e9", "FEFF004F004B000A")]
    [InlineData("utf-16", "FFFE6800E9000A00", "h\u00e9", "FEFF004F004B000A")]
    [InlineData("UTF-16BE", "D83DDE00000A", "\U0001F600", "004F004B000A")]
    [InlineData("UTF-16LE", "FFFE6800E9000A00", "\ufeffh\u00e9", "4F004B000A00")]
    [InlineData("UTF-32", "00000068000000E90000000A", "h\u00e9", "0000004F0000004B0000000A")]
    public async Task Lines_are_decoded_and_answers_encoded(string encoding, string line, string body, string answer)
    {
        await using var source = await RunningSource.StartAsync(_channels, encoding: encoding);
        using var client = await source.ConnectAsync();
        foreach (var one in Convert.FromHexString(line))
            await client.SendAsync(new[] { one });
        Assert.Equal(answer, Convert.ToHexString(await client.ReadAsync(answer.Length / 2)));
        Assert.Equal([body], _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task The_byte_order_mark_of_utf_16_comes_before_the_first_answer_only()
    {
        await using var source = await RunningSource.StartAsync(_channels, encoding: "utf-16");
        using var client = await source.ConnectAsync();
        await client.SendAsync(Encoding.BigEndianUnicode.GetBytes("a\n"));
        Assert.Equal("FEFF004F004B000A", Convert.ToHexString(await client.ReadAsync(8)));
        await client.SendAsync(Encoding.BigEndianUnicode.GetBytes("b\nc\n"));
        Assert.Equal("004F004B000A004F004B000A", Convert.ToHexString(await client.ReadAsync(12)));
    }

    [Fact(Timeout = Limit)]
    public async Task The_limit_counts_characters_in_every_encoding()
    {
        await using var source = await RunningSource.StartAsync(_channels, encoding: "utf-16le", longest: 10);
        using var client = await source.ConnectAsync();
        await client.SendAsync(Encoding.Unicode.GetBytes(new string('\u20ac', 9) + "\n" + new string('\u20ac', 10) + "\n"));
        Assert.Equal(
            "OK\nFAILED: Event exceeds the maximum length (10 chars, including newline)\n",
            Encoding.Unicode.GetString(await client.ReadToEndAsync()));
    }

    [Theory(Timeout = Limit)]
    [InlineData("utf-8", "62FF630A")]
    [InlineData("utf-8", "C0800A")]
    [InlineData("utf-8", "EDA0800A")]
    [InlineData("utf-8", "62C30A")]
    [InlineData("utf-8", "62FF")]
    [InlineData("us-ascii", "E90A")]
    [InlineData("utf-16", "D800000A")]
    public async Task Bytes_that_are_not_text_close_their_connection_without_an_answer_and_no_other(string encoding, string bytes)
    {
        var charset = Charset.Parse(encoding);
        await using var source = await RunningSource.StartAsync(_channels, encoding: encoding);
        using var other = await source.ConnectAsync();
        using var client = await source.ConnectAsync();
        await client.SendAsync(charset.Encode("good\n"));
        await client.ReadAsync(charset.Mark.Length + charset.Encode("OK\n").Length);
        await client.SendAsync(Convert.FromHexString(bytes));
        Assert.Empty(await client.ReadToEndAsync());
        await other.SendAsync(charset.Encode("other\n"));
        await other.ReadAsync(charset.Mark.Length + charset.Encode("OK\n").Length);
        Assert.Equal(["good", "other"], _channels.Events.Texts);
        Assert.Equal(1, source.ReadFails);
        Assert.Contains(source.Context.Logged.Lines, line => line.Text.Contains($"are not {encoding}", StringComparison.Ordinal));
    }

    [Fact(Timeout = Limit)]
    public async Task Lines_before_a_malformed_one_are_stored_and_answered()
    {
        await using var source = await RunningSource.StartAsync(_channels);
        using var client = await source.ConnectAsync();
        await client.SendAsync("a\nb\n\u00e9\n"u8.ToArray().Concat("x"u8.ToArray()).Append((byte)0xFF).Append((byte)'\n').ToArray());
        Assert.Equal("OK\nOK\nOK\n", await client.ReadTextToEndAsync());
        Assert.Equal(["a", "b", "\u00e9"], _channels.Events.Texts);
    }

    [Fact]
    public void A_charset_that_nobody_knows_is_refused_by_name()
    {
        var refused = Assert.Throws<FormatException>(() => Charset.Parse("klingon"));
        Assert.Contains("'klingon' is not a charset", refused.Message, StringComparison.Ordinal);
    }
}
