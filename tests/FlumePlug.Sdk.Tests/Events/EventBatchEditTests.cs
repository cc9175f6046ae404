using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Tests.Events;

public class EventBatchEditTests
{
    [Fact]
    public void Dropped_events_leave_with_the_next_compact_and_the_rest_remember_where_they_stood()
    {
        using var batch = BatchOf("a", "b", "c", "d");
        batch.Drop(0);
        batch.Drop(2);
        Assert.True(batch.IsDropped(0));
        Assert.Equal(4, batch.Count);
        batch.Compact();
        Assert.Equal(["b", "d"], TextsOf(batch));
        Assert.Equal([1, 3], OriginsOf(batch));
        Assert.Equal(4, batch.SourceCount);
        batch.Drop(0);
        batch.Compact();
        Assert.Equal(["d"], TextsOf(batch));
        Assert.Equal([3], OriginsOf(batch));
        Assert.Equal(4, batch.SourceCount);
    }

    [Fact]
    public void Emitted_events_stand_behind_theirs_in_the_order_of_emission()
    {
        using var batch = BatchOf("a", "b", "c");
        batch.Emit(1, Headers.Empty, "b1"u8.ToArray());
        batch.Emit(0, Headers.Empty, "a1"u8.ToArray());
        batch.Emit(1, Headers.Empty, "b2"u8.ToArray());
        batch.Drop(1);
        batch.Compact();
        Assert.Equal(["a", "a1", "b1", "b2", "c"], TextsOf(batch));
        Assert.Equal([0, 0, 1, 1, 2], OriginsOf(batch));
        Assert.Equal(3, batch.SourceCount);
    }

    [Fact]
    public void Dropping_everything_leaves_an_empty_batch_that_knows_how_many_there_were()
    {
        using var batch = BatchOf("a", "b");
        batch.Drop(0);
        batch.Drop(1);
        batch.Compact();
        Assert.Equal(0, batch.Count);
        Assert.Equal(2, batch.SourceCount);
    }

    [Fact]
    public void Events_added_behind_edited_ones_count_as_coming_from_the_last()
    {
        using var batch = BatchOf("a", "b", "c");
        batch.Drop(1);
        batch.Compact();
        for (var i = 0; i < 40; i++)
            batch.AddCopy(Headers.Empty, "x"u8);
        Assert.Equal(2, batch.OriginOf(batch.Count - 1));
        batch.Drop(0);
        batch.Compact();
        Assert.Equal(41, batch.Count);
        Assert.All(OriginsOf(batch), origin => Assert.Equal(2, origin));
        Assert.Equal(3, batch.SourceCount);
    }

    [Fact]
    public void Nothing_dropped_and_nothing_emitted_keeps_every_position()
    {
        using var batch = BatchOf("a", "b");
        batch.Compact();
        Assert.Equal([0, 1], OriginsOf(batch));
        Assert.Equal(2, batch.SourceCount);
    }

    [Fact]
    public void A_header_for_the_whole_batch_passes_dropped_events_by()
    {
        using var batch = BatchOf("a", "b");
        batch.Drop(0);
        batch.SetHeader("h", "1");
        batch.Compact();
        Assert.Equal("{h=1}", batch[0].Headers.ToString());
        Assert.Equal(1, batch.Count);
    }

    private static int[] OriginsOf(EventBatch batch) => [.. Enumerable.Range(0, batch.Count).Select(batch.OriginOf)];
}
