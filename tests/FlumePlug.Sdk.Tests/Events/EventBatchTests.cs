using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Tests.Events;

[Collection(OverwritingMemory.Name)]
public class EventBatchTests
{
    private const byte Overwritten = 0xDD;

    [Fact]
    public void Memory_lives_until_the_last_reference_is_disposed()
    {
        var batch = BatchOf("kept");
        var body = batch[0].Body;
        batch.Retain();
        batch.Dispose();
        Assert.Equal("kept", TextOf(batch[0]));
        batch.Dispose();
        Assert.Equal(-1, body.Span.IndexOfAnyExcept(Overwritten));
    }

    [Fact]
    public void A_disposed_batch_is_neither_disposed_nor_retained_again()
    {
        var batch = BatchOf("a");
        batch.Dispose();
        for (var i = 0; i < 2; i++)
        {
            Assert.Throws<ObjectDisposedException>(batch.Dispose);
            Assert.Throws<ObjectDisposedException>(batch.Retain);
        }
    }

    [Fact]
    public void Shared_events_keep_the_memory_of_a_batch_that_is_gone()
    {
        var source = BatchOf("a", "b", "c");
        var body = source[0].Body;
        var (front, back) = (EventBatch.Create(), EventBatch.Create());
        front.Add(source, 0, 1);
        back.Add(source, 1, 2);
        source.Dispose();
        Assert.Equal(["a"], TextsOf(front));
        front.Dispose();
        Assert.Equal(["b", "c"], TextsOf(back));
        back.Dispose();
        Assert.Equal(-1, body.Span.IndexOfAnyExcept(Overwritten));
    }

    [Fact]
    public void Sharing_retains_each_buffer_once_and_only_those_that_are_used()
    {
        using var source = EventBatch.Create();
        var large = new byte[40_000];
        for (var i = 0; i < 6; i++)
            source.AddCopy(Headers.Empty, large);
        using var shared = EventBatch.Create();
        shared.Add(source, 0, 2);
        var two = shared.RetainedBytes;
        shared.Add(source, 0, 2);
        Assert.Equal(two, shared.RetainedBytes);
        Assert.True(two < source.RetainedBytes, $"{two} of {source.RetainedBytes} bytes are held for 2 of 6 events.");
    }

    [Fact]
    public void A_batch_may_share_events_with_itself()
    {
        using var batch = BatchOf("a", "b");
        for (var i = 0; i < 5; i++)
            batch.Add(batch, 0, batch.Count);
        Assert.Equal(64, batch.Count);
        Assert.Equal("b", TextOf(batch[63]));
    }

    [Fact]
    public void Copied_events_need_nothing_of_the_batch_they_come_from()
    {
        var source = BatchOf(EventOf("a", ("h", "1")), EventOf(""));
        using var copy = EventBatch.Create();
        copy.AddCopies(source, 0, 2);
        source.Dispose();
        Assert.Equal([KeptEvent.Of(EventOf("a", ("h", "1"))), KeptEvent.Of(EventOf(""))], KeptEvent.AllOf(copy));
    }

    [Fact]
    public void Bodies_outside_of_pooled_memory_are_shared_as_they_are()
    {
        var own = new byte[] { 1, 2, 3 };
        var source = EventBatch.Create();
        source.Add(Headers.Empty, own);
        source.AddCopy(Headers.Empty, [4]);
        source.Add(Headers.Empty, own.AsMemory(1, 1));
        using var shared = EventBatch.Create();
        shared.Add(source, 0, 3);
        source.Dispose();
        Assert.Equal([1, 2, 3], shared[0].Body.ToArray());
        Assert.Equal([4], shared[1].Body.ToArray());
        Assert.Equal([2], shared[2].Body.ToArray());
    }

    [Fact]
    public void Rented_memory_is_as_long_as_asked_for_and_overlaps_nothing()
    {
        using var batch = EventBatch.Create();
        var rented = new List<Memory<byte>>();
        foreach (var size in new[] { 0, 1, 1023, 1024, 1, 65_536, 65_537, 3, 200_000, 0, 64 })
        {
            var memory = batch.Rent(size);
            Assert.Equal(size, memory.Length);
            memory.Span.Fill((byte)rented.Count);
            rented.Add(memory);
        }
        for (var i = 0; i < rented.Count; i++)
            Assert.Equal(-1, rented[i].Span.IndexOfAnyExcept((byte)i));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Rent(-1));
    }

    [Fact]
    public void What_was_given_back_is_rented_again()
    {
        using var batch = EventBatch.Create();
        var first = batch.Rent(100);
        batch.GiveBack(90);
        var second = batch.Rent(90);
        first.Span[..10].Fill(1);
        second.Span.Fill(2);
        Assert.True(first.Span[10..].SequenceEqual(second.Span));
    }

    [Fact]
    public void Only_the_memory_rented_last_can_be_given_back()
    {
        using var batch = BatchOf("body");
        batch.Rent(10);
        Assert.Throws<InvalidOperationException>(() => batch.GiveBack(11));
        batch.GiveBack(4);
        batch.GiveBack(6);
        Assert.Throws<InvalidOperationException>(() => batch.GiveBack(1));

        using var shared = EventBatch.Create();
        shared.Rent(10);
        shared.Add(batch, 0, 1);
        Assert.Throws<InvalidOperationException>(() => shared.GiveBack(1));
        shared.GiveBack(0);
    }

    [Fact]
    public void A_batch_that_shares_writes_into_memory_of_its_own()
    {
        using var source = BatchOf("source");
        using var shared = EventBatch.Create();
        shared.Add(source, 0, 1);
        shared.AddCopy(Headers.Empty, "shared"u8);
        source.AddCopy(Headers.Empty, "more"u8);
        Assert.Equal(["source", "shared"], TextsOf(shared));
        Assert.Equal(["source", "more"], TextsOf(source));
    }

    [Fact]
    public void A_header_set_on_a_whole_batch_costs_one_object_for_each_distinct_header_set()
    {
        var headers = HeadersOf(("a", "1"));
        using var batch = BatchOf(new Event(headers, default), new Event(headers, default), EventOf("x"));
        batch.SetHeader("b", "2");
        Assert.Same(batch[0].Headers, batch[1].Headers);
        Assert.Equal("{a=1, b=2}", batch[0].Headers.ToString());
        Assert.Equal("{b=2}", batch[2].Headers.ToString());
    }

    [Fact]
    public void Positions_outside_are_refused()
    {
        using var batch = BatchOf("a");
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Drop(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.SetBodyCopy(1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Emit(1, Headers.Empty, default));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.OriginOf(1));
    }
}
