using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Http.Tests;

public sealed class HttpBodyTests
{
    private const int Limit = 60_000;

    private readonly CollectingChannels _channels = new();

    [Theory(Timeout = Limit)]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_packed_body_is_unpacked(string encoding)
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.OptionsOf("lines"));
        var (status, _) = await source.PostAsync(Packed(encoding, "one\ntwo\n"u8.ToArray()), "text/plain", encoding: encoding);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["one", "two"], _channels.Events.Texts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_body_that_is_not_packed_as_it_says_is_answered_with_400()
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.OptionsOf("lines"));
        Assert.Equal(HttpStatusCode.BadRequest, (await source.PostAsync("plain"u8.ToArray(), "text/plain", encoding: "gzip")).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await source.PostAsync("plain"u8.ToArray(), "text/plain", encoding: "zip")).Status);
        Assert.Equal(2, source.ReadFails);
    }

    [Theory(Timeout = Limit)]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_packed_body_that_was_cut_anywhere_is_answered_with_400_and_nothing_of_it_is_stored(string encoding)
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.OptionsOf("blob"));
        var packed = Packed(encoding, Lines(200));
        for (var length = 1; length < packed.Length; length += length < packed.Length - 40 ? 37 : 1)
        {
            var (status, text) = await source.PostAsync(packed[..length], null, encoding: encoding);
            Assert.True(status == HttpStatusCode.BadRequest, $"{length} of {packed.Length} bytes: {status}");
            Assert.Equal("Bad request from client. The body is not packed as Content-Encoding says, or was cut.\n", text);
        }
        Assert.Equal(0, _channels.Puts);
    }

    [Fact(Timeout = Limit)]
    public async Task Gzip_members_one_after_the_other_are_one_body_unless_one_of_them_is_cut_or_no_member()
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.OptionsOf("blob"));
        var (first, second) = (Packed("gzip", Lines(20_000)), Packed("gzip", "end"u8.ToArray()));
        Assert.Equal(HttpStatusCode.OK, (await source.PostAsync([.. first, .. second, .. first], null, encoding: "gzip")).Status);
        Assert.Equal(2 * Lines(20_000).Length + 3, Assert.Single(_channels.Events.All).Body.Length);
        for (var length = 1; length < second.Length; length++)
            Assert.Equal(HttpStatusCode.BadRequest, (await source.PostAsync([.. first, .. second[..length]], null, encoding: "gzip")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await source.PostAsync([.. second, .. "no member"u8], null, encoding: "gzip")).Status);
        Assert.Equal(1, _channels.Puts);
    }

    [Theory(Timeout = Limit)]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task A_packed_body_with_wrong_bytes_is_answered_with_400_whatever_was_unpacked_before(string encoding)
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.OptionsOf("lines"));
        var packed = Packed(encoding, Lines(20_000));
        packed.AsSpan(packed.Length / 2, 50).Fill(0xFF);
        Assert.Equal(HttpStatusCode.BadRequest, (await source.PostAsync(packed, null, encoding: encoding)).Status);
        packed = Packed(encoding, Lines(20_000));
        packed.AsSpan(packed.Length - 8).Fill(0xFF);
        Assert.Equal(HttpStatusCode.BadRequest, (await source.PostAsync(packed, null, encoding: encoding)).Status);
        Assert.Equal(0, _channels.Puts);
    }

    [Fact(Timeout = Limit)]
    public async Task A_gzip_bomb_is_answered_with_413()
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.OptionsOf("blob", maxBody: 1_000_000));
        var bomb = Packed("gzip", new byte[200_000_000]);
        Assert.True(bomb.Length < 1_000_000);
        var (status, text) = await source.PostAsync(bomb, "application/octet-stream", encoding: "gzip");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.Contains("max-body-bytes", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await source.PostAsync("x")).Status);
    }

    [Fact(Timeout = Limit)]
    public async Task Who_announces_much_and_sends_little_takes_no_room_from_others()
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.OptionsOf("blob", maxBody: 1_000_000));
        var slow = new List<Socket>();
        for (var i = 0; i < 10; i++)
        {
            slow.Add(await source.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n"));
            Assert.StartsWith("HTTP/1.1 100", await RunningSource.AnswerOnAsync(slow[i]), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.OK, (await source.PostAsync(new byte[1_000_000], null)).Status);
        slow.ForEach(socket => socket.Dispose());
    }

    [Fact(Timeout = Limit)]
    public async Task Where_large_bodies_took_all_room_one_more_is_answered_with_503_and_a_small_one_is_served()
    {
        const int Longest = 64 * 1024;
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.OptionsOf("blob", maxBody: Longest));
        var unfinished = $"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {Longest}\r\n\r\n{new string('x', Longest - 1)}";
        var large = new List<Socket>();
        for (var i = 0; i < 6; i++)
            large.Add(await source.SendAsync(unfinished));
        var refused = await await Task.WhenAny(large.Select(RunningSource.AnswerOnAsync));
        Assert.StartsWith("HTTP/1.1 503", refused, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 1\r\n", refused, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await source.PostAsync("small", null)).Status);
        Assert.Equal(["small"], _channels.Events.Texts);
        large.ForEach(socket => socket.Dispose());
    }

    [Fact(Timeout = Limit)]
    public async Task A_large_body_keeps_its_room_until_its_events_are_put()
    {
        const int Longest = 64 * 1024;
        _channels.Hold();
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.OptionsOf("blob", maxBody: Longest));
        var posts = Enumerable.Range(0, 6).Select(_ => source.PostAsync(new byte[Longest], null)).ToList();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await await Task.WhenAny(posts)).Status);
        _channels.Release();
        Assert.Equal(5, (await Task.WhenAll(posts)).Count(answer => answer.Status == HttpStatusCode.OK));
    }

    [Fact(Timeout = Limit)]
    public async Task A_body_beyond_the_limit_is_answered_with_413()
    {
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.OptionsOf("blob", maxBody: 100_000));
        Assert.Equal(HttpStatusCode.OK, (await source.PostAsync(new byte[100_000], null)).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await source.PostAsync(new byte[100_001], null)).Status);
        Assert.Equal(1, source.ReadFails);
    }

    // Half of each is random, so that packing leaves something to cut.
    private static byte[] Lines(int count)
    {
        var random = new Random(8);
        return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, count).Select(i => $"line {i} {random.Next()}\n")));
    }

    private static byte[] Packed(string encoding, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (Stream packing = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Optimal),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            _ => new ZLibStream(packed, CompressionLevel.Optimal),
        })
            packing.Write(bytes);
        return packed.ToArray();
    }
}
