using System.Diagnostics;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Sqlite.Tests.Databases;
using static FlumePlug.Sqlite.Tests.Moves;

namespace FlumePlug.Sqlite.Tests;

/// <summary>What the channel promises beyond the conformance suite.</summary>
public sealed class ChannelTests
{
    [Fact]
    public async Task A_put_is_in_the_files_when_it_returns()
    {
        using var context = new TestComponentContext();
        using var copied = new TestComponentContext();
        await using var channel = await OpenAsync(context);
        await channel.PutAsync(Texts(2500));
        CopyFiles(context, copied);
        await using var killed = await OpenAsync(copied);
        Assert.Equal(2500, killed.Fill.Size);
        Assert.Equal(Texts(2500), await killed.DrainAsync());
        Assert.Equal(2500, copied.Counters[CounterNames.EventRecoveredCount].Value);
    }

    [Fact]
    public async Task A_take_is_in_the_files_with_the_next_put()
    {
        using var context = new TestComponentContext();
        using var copied = new TestComponentContext();
        await using var channel = await OpenAsync(context);
        await channel.PutAsync(Texts(100));
        Assert.Equal(10, (await channel.TakeAsync(10)).Count);
        await using var open = await channel.TakeAsync(10, CancellationToken.None);
        Assert.Equal(30, (await channel.TakeAsync(30)).Count);
        await channel.PutAsync("last");
        CopyFiles(context, copied);
        await using var killed = await OpenAsync(copied);
        Assert.Equal([.. Texts(100)[10..20], .. Texts(100)[50..], "last"], await killed.DrainAsync());
    }

    [Fact]
    public async Task A_take_is_in_the_files_a_moment_later_without_a_put()
    {
        using var context = new TestComponentContext();
        await using var channel = await OpenAsync(context);
        await channel.PutAsync("a", "b");
        await channel.TakeAsync(1);
        await channel.WaitAsync(TestContext.Current.CancellationToken);
        context.Clock.Advance(TimeSpan.FromMilliseconds(100));
        await Until(async () =>
        {
            using var copied = new TestComponentContext();
            CopyFiles(context, copied);
            await using var killed = await OpenAsync(copied);
            return killed.Fill.Size == 1 && (await killed.DrainAsync()) is ["b"];
        });
    }

    [Fact]
    public async Task A_full_channel_refuses_at_once_in_the_words_of_Flume()
    {
        using var context = new TestComponentContext();
        await using var channel = await OpenAsync(context, capacity: 10);
        await channel.PutAsync(Texts(9));
        var refused = await Assert.ThrowsAsync<ChannelFullException>(() => channel.PutAsync("a", "b"));
        Assert.Equal("Channel capacity reached: maxCapacity: 10, currentSize: 9", refused.Message);
    }

    [Fact]
    public async Task Puts_at_the_same_time_share_a_flush_and_a_row()
    {
        using var context = new TestComponentContext();
        await using var channel = await OpenAsync(context);
        await channel.PutAsync("first");
        var before = new FileInfo(PathIn(context) + "-wal").Length;
        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => channel.PutAsync($"p-{i}")));
        var written = new FileInfo(PathIn(context) + "-wal").Length - before;
        // A put for itself costs two pages of 16 KB.
        Assert.True(written < 400 * 16 * 1024, $"{written} bytes were written for 400 puts at the same time.");
        Assert.Equal(401, (await channel.DrainAsync()).Distinct().Count());
    }

    [Fact]
    public async Task A_backlog_is_ready_at_once_and_read_in_order_within_little_memory()
    {
        using var context = new TestComponentContext();
        using var copied = new TestComponentContext();
        await using (var channel = await OpenAsync(context))
        {
            for (var i = 0; i < 220; i++)
                await channel.PutAsync([.. Texts(1000, $"b{i}").Select(text => text.PadRight(500))]);
            CopyFiles(context, copied);
        }
        Assert.InRange(DirectorySize(copied), 110_000_000, (long)(110_000_000 * 1.1 + 220_000 * 32));
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        await using var restarted = await OpenAsync(copied);
        Assert.Equal(220_000, restarted.Fill.Size);
        for (var i = 0; i < 220; i++)
            Assert.Equal(Texts(1000, $"b{i}"), (await TakeAllAsync(restarted, 1000)).Select(text => text.TrimEnd()));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - heap, long.MinValue, 40_000_000);
        Assert.Empty(copied.Logged.TextsOf(Microsoft.Extensions.Logging.LogLevel.Warning));
    }

    [Fact]
    public async Task Headers_of_every_kind_come_out_of_the_database_as_they_went_in()
    {
        using var context = new TestComponentContext();
        Event[] sent =
        [
            TestEvents.EventOf("a"), TestEvents.EventOf("b", ("host", "h1"), ("", "")), TestEvents.EventOf("c", ("host", "h1"), ("", "")),
            TestEvents.EventOf("", ("lone", "x\ud800y"), ("pair", "\ud83d\ude00"), ("\udc00", new string('z', 70_000))), TestEvents.EventOf("d"),
        ];
        await using (var channel = await OpenAsync(context))
            await channel.PutAsync(TestEvents.BatchOf(sent));
        await using var again = await OpenAsync(context);
        await using var take = await again.TakeAsync(10, CancellationToken.None);
        Assert.Equal(sent.Select(one => KeptEvent.Of(one)), KeptEvent.AllOf(take!.Batch));
    }

    [Fact]
    public async Task Events_larger_than_a_row_and_puts_larger_than_many_rows_are_stored_whole()
    {
        using var context = new TestComponentContext();
        var large = new string('x', 3_000_000);
        await using (var channel = await OpenAsync(context))
        {
            await channel.PutAsync("a", large, "b");
            await channel.PutAsync(Texts(20_000));
        }
        await using var again = await OpenAsync(context);
        Assert.Equal(["a", large, "b", .. Texts(20_000)], await again.DrainAsync(1000));
    }

    [Fact]
    public async Task A_stopped_channel_refuses_and_keeps_what_it_has()
    {
        using var context = new TestComponentContext();
        var channel = await OpenAsync(context);
        await channel.PutAsync("a");
        await channel.StopAsync(CancellationToken.None);
        Assert.Equal("The channel is stopped.", (await Assert.ThrowsAsync<ChannelException>(() => channel.PutAsync("b"))).Message);
        await Assert.ThrowsAsync<ChannelException>(() => channel.TakeAsync(1));
        await channel.DisposeAsync();
        await using var again = await OpenAsync(context);
        Assert.Equal(["a"], await again.DrainAsync());
    }

    // The store's thread gives no signal.
    private static async Task Until(Func<Task<bool>> condition)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), "The take is not in the files after 30 s.");
    }

    private static async Task<List<string>> TakeAllAsync(SqliteChannel channel, int count)
    {
        var texts = new List<string>();
        while (texts.Count < count)
            texts.AddRange(await channel.TakeAsync(count - texts.Count));
        return texts;
    }

    private static long DirectorySize(TestComponentContext context) =>
        new DirectoryInfo(context.ConfigurationDirectory).GetFiles().Sum(file => file.Length);
}
