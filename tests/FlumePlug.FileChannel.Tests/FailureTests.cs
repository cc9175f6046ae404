using FlumePlug.Sdk;

namespace FlumePlug.FileChannel.Tests;

/// <summary>Disks that are full, that fail, and that forget what they could not flush.</summary>
public sealed class FailureTests
{
    private readonly RecordedDisk _disk = new();

    [Fact]
    public async Task A_full_disk_refuses_puts_and_takes_them_again_once_there_is_space()
    {
        await using var opened = await Opened.StartAsync(Given.Options("/model"), _disk);
        await opened.PutAsync("a");
        _disk.Free = 1000;
        var bodies = Enumerable.Repeat(new string('x', 3_000_000), 8).ToArray();
        var refused = await Assert.ThrowsAsync<ChannelException>(() => opened.PutAsync(bodies));
        Assert.StartsWith("Put failed due to IO error [channel=c1]: Usable space exhausted, only 1000 bytes remaining, required ", refused.Message,
            StringComparison.Ordinal);
        _disk.Free = long.MaxValue / 2;
        await opened.PutAsync("b");
        Assert.Equal(["a", "b"], await opened.DrainAsync());
    }

    [Fact]
    public async Task Takes_go_on_while_the_disk_takes_nothing()
    {
        await using (var opened = await Opened.StartAsync(Given.Options("/model"), _disk))
            await opened.PutAsync("a", "b");
        _disk.Fault = _ => throw new IOException("Read-only file system");
        await using var readOnly = await Opened.StartAsync(Given.Options("/model"), _disk);
        await Assert.ThrowsAsync<ChannelException>(() => readOnly.PutAsync("c"));
        Assert.Equal(["a"], await readOnly.TakeAsync(1));
        _disk.Fault = null;
        await readOnly.PutAsync("d");
        Assert.Equal(["b", "d"], await readOnly.DrainAsync());
    }

    [Fact]
    public async Task After_a_failed_flush_nothing_more_is_written_to_that_segment()
    {
        await using var opened = await Opened.StartAsync(Given.Options("/model"), _disk);
        await opened.PutAsync("a");
        var flushes = 0;
        _disk.Fault = operation => operation is DiskOperation.Flush && flushes++ == 0 ? throw new IOException("Input/output error") : null;
        await Assert.ThrowsAsync<ChannelException>(() => opened.PutAsync("b"));
        var failed = _disk.Operations.OfType<DiskOperation.Write>().Last().File;
        var before = _disk.Operations.Count;
        await opened.PutAsync("c");
        Assert.DoesNotContain(_disk.Operations.Skip(before), operation => operation is DiskOperation.Write write && write.File == failed);
        Assert.Equal(["a", "c"], await opened.DrainAsync());
    }

    [Fact]
    public async Task What_was_refused_does_not_come_back_after_a_restart()
    {
        await using (var opened = await Opened.StartAsync(Given.Options("/model"), _disk))
        {
            await opened.PutAsync("a");
            var flushes = 0;
            _disk.Fault = operation => operation is DiskOperation.Flush && flushes++ == 0 ? throw new IOException("Input/output error") : null;
            await Assert.ThrowsAsync<ChannelException>(() => opened.PutAsync("b"));
            await opened.PutAsync("c");
        }
        await using var again = await Opened.StartAsync(Given.Options("/model"), _disk);
        Assert.Equal(["a", "c"], await again.DrainAsync());
    }

    [Fact]
    public async Task A_flipped_bit_costs_the_put_it_is_in_and_is_told()
    {
        await using (var opened = await Opened.StartAsync(Given.Options("/model"), _disk))
            foreach (var body in new[] { "first", "second", "third" })
                await opened.PutAsync(body, body + " too");
        var segment = _disk.State.Names.Single(name => name.Key.EndsWith(SegmentHeader.FileName(1), StringComparison.Ordinal));
        var record = SegmentHeader.BlockSize + 24 + 2 + "first".Length + "first too".Length;
        _disk.Change(state => state.File(segment.Value).Flip(record + RecordHeader.Size + 3, 5));
        await using var again = await Opened.StartAsync(Given.Options("/model"), _disk);
        Assert.Equal(["first", "first too", "third", "third too"], await again.DrainAsync());
        Assert.Contains(again.Log, line => line.Contains($"Bytes {record} to {record + 42} of {segment.Key} are damaged", StringComparison.Ordinal));
        Assert.Contains("2 events, numbers 2 to 3, are lost with the damaged bytes.", again.Log);
        Assert.Equal(0, again.Channel.Fill.Size);
    }

    [Fact]
    public async Task Every_point_at_which_a_test_may_kill_the_process_is_reached()
    {
        var reached = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        KillPoint.Reached = point => reached[point] = true;
        try
        {
            foreach (var flush in new[] { true, false })
            {
                var options = Given.Options("/model" + flush, flush: flush, maxFileSize: 8192, backup: true, capacity: 100);
                for (var run = 0; run < 2; run++)
                {
                    await using var opened = await Opened.StartAsync(options, _disk);
                    for (var i = 0; i < 5; i++)
                        await opened.PutAsync(new string('x', 3000));
                    Assert.Equal(5, (await opened.DrainAsync()).Length);
                }
            }
        }
        finally
        {
            KillPoint.Reached = null;
        }
        Assert.Empty(KillPoint.Names.Except(reached.Keys));
        Assert.InRange(KillPoint.Names.Count, 20, 100);
    }
}
