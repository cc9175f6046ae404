using System.Text;
using FlumePlug.Diagnostics;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Tests;

/// <summary>Expected texts are what Flume's own EventHelper.dumpEvent printed for the same events.</summary>
public sealed class LoggerSinkTests : IDisposable
{
    private static readonly byte[] FortyBytes = [.. Enumerable.Range(0, 40).Select(i => (byte)(i * 7))];
    private readonly TestComponentContext _context = new("k1");

    public void Dispose() => _context.Dispose();

    [Fact]
    public async Task A_short_body_is_one_row_padded_before_its_ascii_view() => Assert.Equal(
        ["Event: { headers:{} body: 48 65 6C 6C 6F 20 77 6F 72 6C 64 21 0D          Hello world!. }"],
        await LinesOfAsync(16, Headers.Empty, "Hello world!\r"u8.ToArray()));

    [Fact]
    public async Task Headers_are_shown_as_a_java_map() => Assert.Equal(
        ["Event: { headers:{host=h1} body: 78 0A                                           x. }"],
        await LinesOfAsync(16, Headers.Empty.With("host", "h1"), "x\n"u8.ToArray()));

    [Fact]
    public async Task Headers_stand_in_the_order_of_a_java_map() => Assert.StartsWith(
        "Event: { headers:{file=1, State=1, host=1, Severity=1, Facility=1, priority=1, timestamp=1} body:",
        Assert.Single(await LinesOfAsync(
            16,
            TestEvents.HeadersOf(
                ("timestamp", "1"), ("host", "1"), ("State", "1"), ("file", "1"), ("Severity", "1"), ("Facility", "1"), ("priority", "1")),
            [1])),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_long_body_is_cut_at_maxBytesToLog() => Assert.Equal(
        ["Event: { headers:{} body: 00 07 0E 15 1C 23 2A 31 38 3F 46 4D 54 5B 62 69 .....#*18?FMT[bi }"],
        await LinesOfAsync(16, Headers.Empty, FortyBytes));

    [Fact]
    public async Task More_than_sixteen_bytes_go_on_in_rows_that_begin_with_their_offset() => Assert.Equal(
        [
            "Event: { headers:{} body: 00 07 0E 15 1C 23 2A 31 38 3F 46 4D 54 5B 62 69 .....#*18?FMT[bi\n" +
            "00000010 70 77 7E 85 8C 93 9A A1 A8 AF B6 BD C4 CB D2 D9 pw~.............\n" +
            "00000020 E0 E7 EE F5 FC 03 0A 11                         ........ }",
        ],
        await LinesOfAsync(40, Headers.Empty, FortyBytes));

    [Fact]
    public async Task A_full_last_row_ends_without_a_new_line() => Assert.EndsWith(
        "\n00000010 70 77 7E 85 8C 93 9A A1 A8 AF B6 BD C4 CB D2 D9 pw~............. }",
        Assert.Single(await LinesOfAsync(32, Headers.Empty, FortyBytes)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(16, "")]
    [InlineData(0, "x")]
    public async Task Without_a_byte_to_show_the_body_is_blank(int mostBytes, string body) => Assert.Equal(
        ["Event: { headers:{} body: }"],
        await LinesOfAsync(mostBytes, Headers.Empty, Encoding.UTF8.GetBytes(body)));

    [Fact]
    public async Task Each_event_of_a_batch_is_a_line_of_its_own() =>
        Assert.Equal(3, (await LinesOfAsync(16, Headers.Empty, [1], [2], [3])).Count);

    private async Task<IReadOnlyList<string>> LinesOfAsync(int mostBytes, Headers headers, params byte[][] bodies)
    {
        var sink = new LoggerSink(new LoggerOptions { MaxBytesToLog = mostBytes }, _context);
        using var batch = EventBatch.Create();
        foreach (var body in bodies)
            batch.Add(headers, body);
        await sink.ProcessAsync(batch, CancellationToken.None);
        return _context.Logged.TextsOf(LogLevel.Information);
    }
}
