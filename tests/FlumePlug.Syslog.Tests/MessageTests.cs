using System.Globalization;
using System.Net.Sockets;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Syslog.Tests;

public sealed class MessageTests
{
    private const int Limit = 60_000;

    private readonly CollectingChannels _channels = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = Limit)]
    public async Task The_same_header_gives_the_same_object_also_on_other_connections_and_between_other_messages()
    {
        var seen = new List<Headers>();
        _channels.Observe = batch =>
        {
            foreach (var one in batch.Events)
                seen.Add(one.Headers);
        };
        await using var source = await RunningSource.TcpAsync(_channels);
        for (var i = 1; i <= 3; i++)
        {
            using var socket = await source.SendAsync("<13>1 2003-10-11T22:14:15.1234Z h one\n<14>1 - h two\n<13>1 2003-10-11T22:14:15.1239Z h three\n");
            await _channels.Events.WhenAsync(i * 3, Token);
        }
        Assert.Equal(2, seen.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Theory(Timeout = Limit)]
    [InlineData("2026-01-01T00:00:30Z", "Dec 31 23:59:59", "2025-12-31T23:59:59Z")]
    [InlineData("2025-12-31T23:59:30Z", "Jan  1 00:00:01", "2026-01-01T00:00:01Z")]
    [InlineData("2026-03-15T12:00:00Z", "Apr 14 12:00:00", "2026-04-14T12:00:00Z")]
    [InlineData("2026-03-15T12:00:00Z", "Apr 16 12:00:00", "2025-04-16T12:00:00Z")]
    [InlineData("2024-03-01T00:00:00Z", "Feb 29 12:00:00", "2024-02-29T12:00:00Z")]
    [InlineData("2026-03-05T00:00:00Z", "Feb 29 12:00:00", "2026-03-01T12:00:00Z")]
    [InlineData("2026-11-20T00:00:00Z", "Feb 31 25:61:61", "2026-03-04T02:02:01Z")]
    public async Task A_time_without_a_year_is_in_the_eleven_months_before_now_or_the_one_behind(string now, string time, string expected)
    {
        var clock = new UtcClock(now);
        await using var source = await RunningSource.StartAsync(_channels, context => new SyslogTcpSource(OptionsOf.Tcp(), context), clock);
        using var socket = await source.SendAsync($"<13>{time} h text\n");
        await _channels.Events.WhenAsync(1, Token);
        Assert.Equal(Millis(expected), _channels.Events.All[0].Headers["timestamp"]);
    }

    [Theory(Timeout = Limit)]
    [InlineData("2026-01-01T00:00:30Z", "Dec 31 23:59:59", "2025-12-31T23:59:59Z")]
    [InlineData("2026-11-20T00:00:00Z", "Feb  3 10:00:00", "2026-02-03T10:00:00Z")]
    [InlineData("2026-03-05T00:00:00Z", "Feb 29 12:00:00", "2026-02-28T12:00:00Z")]
    [InlineData("2026-11-20T00:00:00Z", "Feb 31 12:00:00", "1970-01-01T00:00:00Z")]
    public async Task Multiport_reads_the_older_time_in_its_own_way(string now, string time, string expected)
    {
        var clock = new UtcClock(now);
        await using var source = await RunningSource.StartAsync(
            _channels, context => new MultiportSyslogTcpSource(OptionsOf.Multiport(), context), clock);
        using var socket = await source.SendAsync($"<13>{time} h text\n");
        await _channels.Events.WhenAsync(1, Token);
        Assert.Equal(Millis(expected), _channels.Events.All[0].Headers["timestamp"]);
    }

    [Fact(Timeout = Limit)]
    public async Task What_a_time_without_a_year_means_changes_while_the_source_runs()
    {
        var clock = new UtcClock("2026-03-15T12:00:00Z");
        await using var source = await RunningSource.StartAsync(_channels, context => new SyslogTcpSource(OptionsOf.Tcp(), context), clock);
        using var socket = await source.SendAsync("<13>Apr 16 12:00:00 h text\n");
        await _channels.Events.WhenAsync(1, Token);
        clock.Now = clock.Now.AddDays(2);
        await socket.SendAsync("<13>Apr 16 12:00:00 h text\n"u8.ToArray(), SocketFlags.None, Token);
        await _channels.Events.WhenAsync(2, Token);
        Assert.Equal([Millis("2025-04-16T12:00:00Z"), Millis("2026-04-16T12:00:00Z")], _channels.Events.All.Select(one => one.Headers["timestamp"]));
    }

    [Theory(Timeout = Limit)]
    [InlineData("ISO-8859-1", new byte[] { 0x63, 0xE9 }, "Parsed")]
    [InlineData("Shift_JIS", new byte[] { 0x83, 0x65 }, "Parsed")]
    [InlineData("US-ASCII", new byte[] { 0x63, 0xE9 }, "Invalid")]
    [InlineData("UTF-8", new byte[] { 0x63, 0xE9 }, "Invalid")]
    [InlineData("ISO-8859-1", new byte[] { 0x63, 0x65 }, "Parsed")]
    public async Task A_body_keeps_the_charset_of_its_port(string charset, byte[] text, string outcome)
    {
        await using var source = await RunningSource.StartAsync(
            _channels, context => new MultiportSyslogTcpSource(OptionsOf.Multiport(charset: charset), context));
        using var socket = await source.SendAsync((byte[])[.. "<13>1 2003-10-11T22:14:15Z h "u8, .. text, .. "\n"u8]);
        await _channels.Events.WhenAsync(1, Token);
        var stored = _channels.Events.All[0];
        Assert.Equal(outcome == "Invalid" ? "Invalid" : null, stored.Headers["flume.syslog.status"]);
        Assert.True(stored.Body.Span.EndsWith(text));
        Assert.Equal(outcome == "Invalid" ? 31 : 2, stored.Body.Length);
    }

    [Fact(Timeout = Limit)]
    public async Task An_unending_flood_of_bad_messages_is_told_once()
    {
        await using var source = await RunningSource.TcpAsync(_channels);
        using var socket = await source.SendAsync(string.Concat(Enumerable.Repeat("bad\n", 5000)));
        await _channels.Events.WhenAsync(5000, Token);
        Assert.Single(source.Context.Logged.Lines, line => line.Text.Contains("Invalid", StringComparison.Ordinal));
    }

    [Fact(Timeout = Limit)]
    public async Task A_full_channel_loses_what_it_refuses_and_goes_on()
    {
        _channels.Refuse = one => one.Text == "refused" ? new ChannelFullException("No room.") : null;
        await using var source = await RunningSource.TcpAsync(_channels);
        using var socket = await source.SendAsync("<13>1 - h one\n<13>1 - h refused\n<13>1 - h two\n");
        await _channels.Events.WhenAsync(2, Token);
        Assert.Equal(["one", "two"], _channels.Events.Texts);
    }

    // In the long form a million messages.
    [Fact(Timeout = 1_800_000)]
    public async Task Any_bytes_are_events_or_nothing_and_never_end_a_source()
    {
        var random = new Random(20268);
        var isLong = Environment.GetEnvironmentVariable("LONG") == "1";
        var (sent, received) = (0L, 0L);
        _channels.Observe = batch =>
        {
            foreach (var one in batch.Events)
                Interlocked.Add(ref received, one.Body.Length);
        };
        await using var tcp = await RunningSource.TcpAsync(_channels, OptionsOf.Tcp(eventSize: 300, keep: "all"));
        await using var multiport = await RunningSource.StartAsync(
            _channels, context => new MultiportSyslogTcpSource(OptionsOf.Multiport(eventSize: 300, keep: "all"), context));
        await using var udp = await RunningSource.StartAsync(_channels, context => new SyslogUdpSource(OptionsOf.Udp(keep: "all"), context));
        for (var round = 0; round < (isLong ? 10_000 : 200); round++)
        {
            // A newline ends what came before, and the last message is one that is known.
            byte[] bytes = [.. Mutated(random, isLong ? 200 : 6), .. "\n<13>1 2003-10-11T22:14:15Z h end\n"u8];
            if (round % 3 < 2)
                using (await (round % 3 == 0 ? tcp : multiport).SendAsync(bytes))
                    await ArriveAsync();
            else
                using (var socket = await udp.ConnectAsync())
                {
                    foreach (var message in bytes.AsSpan().Split((byte)'\n'))
                        if (bytes.AsSpan(message).Length > 0)
                            socket.Send(bytes.AsSpan(message));
                    await ArriveAsync();
                }

            async Task ArriveAsync()
            {
                sent += bytes.Count(one => one != '\n');
                await Eventually.TrueAsync(() => Interlocked.Read(ref received) >= sent, $"round {round}: {Convert.ToHexString(bytes)}");
                Assert.Equal(sent, received);
            }
        }
    }

    [Theory(Timeout = 1_800_000)]
    [InlineData("syslogtcp")]
    [InlineData("multiport_syslogtcp")]
    public async Task Any_counted_bytes_leave_the_other_connections_alone(string type)
    {
        var random = new Random(20267);
        await using var source = type == "syslogtcp"
            ? await RunningSource.TcpAsync(_channels)
            : await RunningSource.StartAsync(_channels, context => new MultiportSyslogTcpSource(OptionsOf.Multiport(), context));
        for (var round = 0; round < (Environment.GetEnvironmentVariable("LONG") == "1" ? 10_000 : 100); round++)
        {
            var counted = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(
                _ => $"{random.Next(random.Next(2) == 0 ? 40 : int.MaxValue)} {Encoding.Latin1.GetString(Mutated(random, 2))}"));
            var (end, ended) = (Encoding.ASCII.GetBytes($"end of {round}"), new TaskCompletionSource());
            _channels.Observe = batch =>
            {
                foreach (var one in batch.Events)
                    if (one.Body.Span.SequenceEqual(end))
                        ended.TrySetResult();
            };
            using (await source.SendAsync(Encoding.Latin1.GetBytes(counted)))
            using (await source.SendAsync($"<13>1 2003-10-11T22:14:15Z h end of {round}\n"))
                await ended.Task.WaitAsync(TimeSpan.FromSeconds(40), Token);
        }
    }

    // No counts: what they swallow would have to be counted here, too.
    private static byte[] Mutated(Random random, int most)
    {
        string[] seeds =
        [
            "<13>1 2003-10-11T22:14:15.003Z host app - - - text", "<34>Oct 11 22:14:15 mymachine su: failed", "<165>1 - - a", "no syslog", "<", "<1>",
            "<13>1 2003-10-11T22:14:15+02:00 h ", "<13>Feb 30 25:61:61 h x", "<13>-", "<13>1 -",
        ];
        var text = new List<byte>();
        for (var parts = random.Next(1, most); parts > 0; parts--)
        {
            var seed = Encoding.ASCII.GetBytes(seeds[random.Next(seeds.Length)]).ToList();
            for (var changes = random.Next(4); changes > 0 && seed.Count > 0; changes--)
            {
                var at = random.Next(seed.Count);
                if (random.Next(2) == 0)
                    seed.RemoveAt(at);
                else
                    seed[at] = (byte)random.Next(256);
            }
            if (seed.Count > 0 && char.IsAsciiDigit((char)seed[0]))
                seed[0] = (byte)'x';
            text.AddRange(seed);
            text.Add((byte)'\n');
        }
        for (var i = 1; i < text.Count; i++)
            if (text[i - 1] == '\n' && char.IsAsciiDigit((char)text[i]))
                text[i] = (byte)'x';
        return [.. text];
    }

    private static string Millis(string instant) =>
        DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private sealed class UtcClock(string now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.Parse(now, CultureInfo.InvariantCulture);

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
