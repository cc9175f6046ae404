using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.MemoryChannel.Tests;

public class MemoryChannelTests
{
    private static readonly ChannelConformance<MemoryChannel> Suite = new(context => new MemoryChannel(Options(20, 10), context)) { OtherOptions = Options(30, 15) };
    private static readonly ChannelConformance<PseudoTxnMemoryChannel> PseudoSuite = new(
        context => new PseudoTxnMemoryChannel(new() { Capacity = 20, KeepAlive = 3 }, context))
    {
        KeepAlive = Timeout.InfiniteTimeSpan,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Promises => [.. Suite.Names];

    // Its puts wait for room without end, as Flume's do.
    public static TheoryData<string> PseudoPromises =>
        [.. PseudoSuite.Names.Where(name => !name.Contains("waits keep-alive", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Promises))]
    public Task The_memory_channel_keeps(string promise) => Suite.RunAsync(promise, Token);

    [Theory, MemberData(nameof(PseudoPromises))]
    public Task The_channel_for_tests_keeps(string promise) => PseudoSuite.RunAsync(promise, Token);

    [Fact]
    public async Task A_full_channel_refuses_with_Flumes_message_after_keep_alive()
    {
        using var context = new TestComponentContext();
        using var channel = new MemoryChannel(Options(2, 2), context);
        await PutAsync(channel, "a", "b");
        using var batch = BatchOf("c");
        var waiting = channel.ReserveAsync(batch, Fit.Whole, Token).AsTask();
        context.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(waiting.IsCompleted);
        context.Clock.Advance(TimeSpan.FromSeconds(2));
        var refused = await Assert.ThrowsAsync<ChannelFullException>(() => waiting);
        Assert.Equal("Space for commit to queue couldn't be acquired. Sinks are likely not keeping up with sources, "
            + "or the buffer size is too tight", refused.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_full_channel_refuses_at_once_without_keep_alive(int keepAlive)
    {
        using var context = new TestComponentContext();
        using var channel = new MemoryChannel(Options(1, 1, keepAlive: keepAlive), context);
        await PutAsync(channel, "a");
        using var batch = BatchOf("b");
        await Assert.ThrowsAsync<ChannelFullException>(() => channel.ReserveAsync(batch, Fit.Whole, Token).AsTask());
    }

    [Fact]
    public async Task A_keep_alive_beyond_every_timer_waits_on()
    {
        using var context = new TestComponentContext();
        using var channel = new MemoryChannel(Options(1, 1, keepAlive: int.MaxValue), context);
        await PutAsync(channel, "a");
        using var batch = BatchOf("b");
        var waiting = channel.ReserveAsync(batch, Fit.Whole, Token).AsTask();
        for (var days = 0; days < 100; days++)
            context.Clock.Advance(TimeSpan.FromDays(1.1));
        Assert.False(waiting.IsCompleted);
        await using (var take = await channel.TakeAsync(1, Token))
            await take!.CommitAsync(Token);
        await using var put = await waiting;
        Assert.Equal(1, put.Count);
    }

    [Fact]
    public async Task A_put_of_more_than_the_transaction_capacity_is_refused_with_Flumes_message()
    {
        using var context = new TestComponentContext();
        using var channel = new MemoryChannel(Options(10, 2), context);
        using var batch = BatchOf("a", "b", "c");
        var refused = await Assert.ThrowsAsync<ChannelException>(() => channel.ReserveAsync(batch, Fit.Whole, Token).AsTask());
        Assert.Equal("Put queue for MemoryTransaction of capacity 2 full, consider committing more frequently, increasing capacity or "
            + "increasing thread count", refused.Message);
    }

    [Theory]
    [InlineData(1000, 20, 8)] // 1000 bytes less a fifth for headers are 8 slots of 100
    [InlineData(1000, 0, 10)]
    [InlineData(99, 0, 10)] // less than one slot: no limit but the capacity
    [InlineData(500, 200, 10)]
    [InlineData(500, -40, 7)]
    [InlineData(-500, 20, 10)]
    [InlineData(long.MaxValue, 20, 10)] // more slots than Flume can count
    public async Task Bodies_are_counted_in_slots_of_100_bytes(long byteCapacity, int bufferPercentage, int fitting)
    {
        using var context = new TestComponentContext();
        using var channel = new MemoryChannel(Options(10, 10, byteCapacity, bufferPercentage), context);
        using var batch = BatchOf([.. Enumerable.Range(0, 10).Select(i => $"short {i}")]);
        await using var put = await channel.ReserveAsync(batch, Fit.Now, Token);
        Assert.Equal(fitting, put.Count);
    }

    [Fact]
    public async Task A_body_of_101_bytes_takes_two_slots_and_gives_them_back_when_it_is_taken()
    {
        using var context = new TestComponentContext();
        using var channel = new MemoryChannel(Options(10, 10, byteCapacity: 300, bufferPercentage: 0), context);
        await PutAsync(channel, new string('x', 101));
        using var batch = BatchOf("a", "b");
        await using (var put = await channel.ReserveAsync(batch, Fit.Now, Token))
            Assert.Equal(1, put.Count);
        await using (var take = await channel.TakeAsync(1, Token))
            await take!.CommitAsync(Token);
        await using (var put = await channel.ReserveAsync(batch, Fit.Now, Token))
            Assert.Equal(2, put.Count);
    }

    [Fact]
    public async Task A_body_that_never_fits_is_refused_with_Flumes_message()
    {
        using var context = new TestComponentContext();
        using var channel = new MemoryChannel(Options(10, 10, byteCapacity: 300, bufferPercentage: 0, keepAlive: 0), context);
        using var batch = BatchOf(new string('x', 301));
        var refused = await Assert.ThrowsAsync<ChannelFullException>(() => channel.ReserveAsync(batch, Fit.Whole, Token).AsTask());
        Assert.StartsWith("Cannot commit transaction. Byte capacity allocated to store event body 300.0reached.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transaction_capacity_beyond_the_capacity_is_told()
    {
        var error = Assert.Single(Options(10, 11).Check());
        Assert.Equal(("transactionCapacity", "Transaction Capacity of Memory Channel cannot be higher than the capacity."), (error.Option, error.Message));
    }

    [Fact]
    public async Task Small_puts_share_memory_and_come_out_merged()
    {
        using var context = new TestComponentContext();
        using var channel = new MemoryChannel(Options(1000, 1000), context);
        for (var i = 0; i < 500; i++)
            await PutAsync(channel, $"event {i}");
        await using var take = await channel.TakeAsync(1000, Token);
        Assert.Equal(500, take!.Batch.Count);
        Assert.True(take.Batch.RetainedBytes < 500 * 200, $"500 small events keep {take.Batch.RetainedBytes} bytes");
    }

    private static MemoryChannelOptions Options(
        int capacity, int transactionCapacity, long? byteCapacity = null, int bufferPercentage = 20, int keepAlive = 3) => new()
        {
            Capacity = capacity,
            TransactionCapacity = transactionCapacity,
            ByteCapacity = byteCapacity,
            ByteCapacityBufferPercentage = bufferPercentage,
            KeepAlive = keepAlive,
        };

    private static async Task PutAsync(IChannel channel, params string[] bodies)
    {
        using var batch = BatchOf(bodies);
        await using var put = await channel.ReserveAsync(batch, Fit.Whole, Token);
        await put.CommitAsync(put.Count, Token);
    }
}
