using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Netcat.Tests;

public sealed class NetcatLineLimitTests
{
    private const int Limit = 30_000;
    private const string TooLong = "FAILED: Event exceeds the maximum length (20 chars, including newline)\n";

    private readonly CollectingChannels _channels = new();

    public static TheoryData<string> LinesOfTwentyCharacters =>
        [new string('a', 19), new string('\u00e9', 19), new string('\u20ac', 19), string.Concat(Enumerable.Repeat("\U0001F600", 9)) + "z"];

    [Theory(Timeout = Limit)]
    [MemberData(nameof(LinesOfTwentyCharacters))]
    public async Task A_line_as_long_as_the_limit_is_stored_and_one_character_more_is_refused_and_closes_the_connection(string line)
    {
        await using var source = await RunningSource.StartAsync(_channels, longest: 20);
        using var client = await source.ConnectAsync();
        await client.SendAsync(line + "\n");
        await client.ExpectAsync("OK\n");
        await client.SendAsync($"short\n{line}+\nnever read\n");
        Assert.Equal("OK\n" + TooLong, await client.ReadTextToEndAsync());
        Assert.Equal([line, "short"], _channels.Events.Texts);
        Assert.Equal(1, source.ReadFails);
    }

    [Fact(Timeout = Limit)]
    public async Task A_line_is_refused_before_its_newline_comes_as_soon_as_it_is_too_long()
    {
        await using var source = await RunningSource.StartAsync(_channels, longest: 20);
        using var client = await source.ConnectAsync();
        await client.SendAsync(new string('\u20ac', 19));
        await client.SendAsync("a");
        Assert.Equal(TooLong, await client.ReadTextToEndAsync());
    }

    [Fact(Timeout = Limit)]
    public async Task A_client_that_floods_one_endless_line_still_reads_why_it_is_closed()
    {
        await using var source = await RunningSource.StartAsync(_channels, longest: 20);
        using var client = await source.ConnectAsync();
        await client.SendAsync(new byte[1024 * 1024].Select(_ => (byte)'x').ToArray());
        Assert.Equal(TooLong, await client.ReadTextToEndAsync());
        Assert.Empty(_channels.Events.All);
    }

    [Fact(Timeout = Limit)]
    public async Task The_limit_is_512_characters_unless_told_otherwise()
    {
        var option = typeof(NetcatOptions).GetProperty(nameof(NetcatOptions.MaxLineLength))!
            .GetCustomAttributes(typeof(OptionAttribute), false).Cast<OptionAttribute>().Single();
        Assert.Equal(512, option.Default);
        await using var source = await RunningSource.StartAsync(_channels);
        using var client = await source.ConnectAsync();
        await client.SendAsync(new string('a', 512) + "\n");
        Assert.Equal(
            "FAILED: Event exceeds the maximum length (512 chars, including newline)\n", await client.ReadTextToEndAsync());
    }

    [Theory(Timeout = Limit)]
    [InlineData(3_000_000, 1 << 20)]
    [InlineData(300_000, 999)]
    public async Task A_limit_of_megabytes_takes_lines_of_megabytes(int length, int piece)
    {
        var line = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, length / 8).Select(i => $"{i:d8}")));
        await using var source = await RunningSource.StartAsync(_channels, longest: 4 * 1024 * 1024);
        using var client = await source.ConnectAsync();
        await client.SendAsync("before\n");
        for (var sent = 0; sent < line.Length; sent += piece)
            await client.SendAsync(line.AsMemory(sent, Math.Min(piece, line.Length - sent)));
        await client.SendAsync("\nafter\n");
        await client.ExpectAsync("OK\nOK\nOK\n");
        Assert.Equal(["before", Encoding.UTF8.GetString(line), "after"], _channels.Events.Texts);
    }
}
