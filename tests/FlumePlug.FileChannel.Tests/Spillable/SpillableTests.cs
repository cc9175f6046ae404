using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;
using static FlumePlug.FileChannel.Tests.Spillable.Spillables;

namespace FlumePlug.FileChannel.Tests.Spillable;

/// <summary>When events go to the disk, in which order they come back, and what a crash leaves.</summary>
public sealed class SpillableTests : IDisposable
{
    private readonly TestComponentContext _context = new();

    public void Dispose() => _context.Dispose();

    [Fact]
    public async Task Events_come_out_in_their_order_whichever_store_they_were_in()
    {
        using var channel = await OpenAsync(memory: 4, overflow: 100);
        await channel.PutAsync("a", "b", "c");
        await channel.PutAsync("d", "e", "f");
        Assert.Equal(["a", "b"], await channel.TakeAsync(2));
        await channel.PutAsync("g", "h", "i");
        await channel.PutAsync("j");
        Assert.Equal(8, channel.Fill.Size);
        Assert.Equal(104, channel.Fill.Capacity);
        // One take is of one store: it ends where the order changes.
        Assert.Equal(["c"], await channel.TakeAsync(10));
        Assert.Equal(["d", "e", "f"], await channel.TakeAsync(10));
        Assert.Equal(["g", "h", "i"], await channel.TakeAsync(10));
        Assert.Equal(["j"], await channel.TakeAsync(10));
        Assert.Empty(await channel.TakeAsync(10));
    }

    [Fact]
    public async Task A_put_waits_for_memory_and_those_after_it_do_not()
    {
        using var channel = await OpenAsync(memory: 2, overflow: 100, timeout: 3);
        await channel.PutAsync("a", "b");
        var waiting = channel.PutAsync("c");
        _context.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(waiting.IsCompleted);
        _context.Clock.Advance(TimeSpan.FromSeconds(2));
        await waiting;
        await channel.PutAsync("d").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(["a"], await channel.TakeAsync(1));
        // Half of the memory is free: puts use it, and wait for it again.
        await channel.PutAsync("e");
        var waitsAgain = channel.PutAsync("f");
        Assert.False(waitsAgain.IsCompleted);
        Assert.Equal(["b"], await channel.TakeAsync(1));
        await waitsAgain;
        Assert.Equal(["c", "d", "e", "f"], await channel.DrainAsync());
    }

    [Fact]
    public async Task A_put_that_memory_can_never_hold_goes_to_the_disk_at_once()
    {
        using var channel = await OpenAsync(memory: 2, overflow: 100, timeout: 3);
        await channel.PutAsync("a", "b", "c").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await channel.StopAsync(CancellationToken.None);
        channel.Dispose();
        using var again = await OpenAsync(memory: 2, overflow: 100);
        Assert.Equal(["a", "b", "c"], await again.DrainAsync());
        Assert.Equal(3, _context.Counters[CounterNames.EventRecoveredCount].Value);
    }

    [Fact]
    public async Task Bytes_are_counted_in_multiples_of_the_average_event()
    {
        using var channel = await StartAsync(_context,
            Options(_context.ConfigurationDirectory, memory: 100, overflow: 100, timeout: 0, bytes: 40, eventSize: 10));
        // Four slots of ten: eleven bytes take two of them.
        await channel.PutAsync("12345678901", "x");
        await channel.PutAsync("12345678901");
        await channel.PutAsync("y");
        Assert.Equal(["12345678901", "x"], await channel.TakeAsync(10));
        Assert.Equal(["12345678901"], await channel.TakeAsync(10));
        Assert.Equal(["y"], await channel.TakeAsync(10));
    }

    [Fact]
    public async Task Takes_of_both_stores_come_again_in_their_order()
    {
        using var channel = await OpenAsync(memory: 2, overflow: 100);
        await channel.PutAsync("a", "b");
        await channel.PutAsync("c", "d");
        var memory = await channel.TakeAsync(1, CancellationToken.None);
        var rest = await channel.TakeAsync(5, CancellationToken.None);
        var disk = await channel.TakeAsync(5, CancellationToken.None);
        Assert.Equal(["c", "d"], TestEvents.TextsOf(disk!.Batch));
        await disk.DisposeAsync();
        await rest!.DisposeAsync();
        await memory!.DisposeAsync();
        Assert.Equal(["a", "b", "c", "d"], await channel.DrainAsync());
    }

    [Fact]
    public async Task Without_an_overflow_a_full_memory_refuses()
    {
        using var channel = await OpenAsync(memory: 2, overflow: 0);
        await channel.PutAsync("a", "b");
        await Assert.ThrowsAsync<ChannelFullException>(() => channel.PutAsync("c"));
    }

    [Fact]
    public async Task Both_stores_full_refuse_and_have_room_again()
    {
        using var channel = await OpenAsync(memory: 2, overflow: 10);
        await channel.PutAsync("a", "b");
        await channel.PutAsync([.. Enumerable.Range(0, 10).Select(i => $"d{i}")]);
        await Assert.ThrowsAsync<ChannelFullException>(() => channel.PutAsync("c"));
        await channel.TakeAsync(2);
        await channel.PutAsync("c");
        Assert.Equal([.. Enumerable.Range(0, 10).Select(i => $"d{i}"), "c"], await channel.DrainAsync());
    }

    [Fact]
    public async Task With_no_room_at_all_the_overflow_is_the_usual_one()
    {
        using var channel = await OpenAsync(memory: 0, overflow: 0);
        await channel.PutAsync("a");
        Assert.Equal(100_000_000, channel.Fill.Capacity);
        Assert.Equal(["memoryCapacity and overflowCapacity are both 0; overflowCapacity is 100000000."], _context.Logged.TextsOf(LogLevel.Warning));
    }

    [Fact]
    public void An_overflow_smaller_than_a_transaction_is_an_error()
    {
        var errors = Options("/x", memory: 10, overflow: 9, timeout: 0).Check().ToList();
        Assert.Equal([("overflowCapacity", "File Channel transaction capacity cannot be greater than the capacity of the channel.")],
            errors.Select(error => (error.Option, error.Message)));
        Assert.Empty(Options("/x", memory: 10, overflow: 0, timeout: 0).Check());
        Assert.Empty(Options("/x", memory: 10, overflow: 10, timeout: 0).Check());
    }

    private Task<SpillableMemoryChannel> OpenAsync(int memory, int overflow, int timeout = 0) =>
        StartAsync(_context, Options(_context.ConfigurationDirectory, memory, overflow, timeout));
}
