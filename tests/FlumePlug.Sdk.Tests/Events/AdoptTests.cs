using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Tests.Events;

/// <summary>A batch takes over what became of its copy.</summary>
public sealed class AdoptTests
{
    private static EventBatch CopyOf(EventBatch batch)
    {
        var copy = EventBatch.Create();
        copy.Add(batch, 0, batch.Count);
        return copy;
    }

    [Fact]
    public void Edits_drops_and_emitted_events_are_taken_over_with_their_memory_and_origins()
    {
        EventBatch.OverwriteReturned = true;
        using var batch = BatchOf("a", "b", "c");
        var copy = CopyOf(batch);
        copy.SetHeader("h", "1");
        copy.Drop(0);
        copy.SetBodyCopy(1, "B"u8);
        copy.Emit(1, Headers.Empty, "more"u8.ToArray());
        batch.Adopt(copy);
        copy.Dispose();
        Assert.Equal(["B", "more", "c"], TextsOf(batch));
        Assert.Equal(["1", null, "1"], KeptEvent.AllOf(batch).Select(kept => kept.Headers["h"]));
        Assert.Equal([1, 1, 2], [batch.OriginOf(0), batch.OriginOf(1), batch.OriginOf(2)]);
        Assert.Equal(3, batch.SourceCount);
    }

    [Fact]
    public void Origins_reach_back_through_edits_of_the_batch_itself()
    {
        using var batch = BatchOf("a", "b", "c", "d");
        batch.Drop(1);
        batch.Compact();
        var copy = CopyOf(batch);
        copy.Drop(0);
        copy.Emit(2, Headers.Empty, "d2"u8.ToArray());
        batch.Adopt(copy);
        copy.Dispose();
        Assert.Equal(["c", "d", "d2"], TextsOf(batch));
        Assert.Equal([2, 3, 3], [batch.OriginOf(0), batch.OriginOf(1), batch.OriginOf(2)]);
        batch.Drop(0);
        batch.Compact();
        Assert.Equal((3, 4), (batch.OriginOf(0), batch.SourceCount));
    }

    [Fact]
    public void Texts_are_those_of_the_edited_bodies()
    {
        using var batch = BatchOf("aaa", "bbb");
        Assert.Equal("aaa", batch.Text(0));
        var copy = CopyOf(batch);
        copy.SetBodyCopy(0, "xyz"u8);
        batch.Adopt(copy);
        copy.Dispose();
        Assert.Equal("xyz", batch.Text(0));
        Assert.Equal("bbb", batch.Text(1));
    }

    [Fact]
    public void More_events_than_the_batch_had_room_for_are_taken_over()
    {
        using var batch = BatchOf("a");
        var copy = CopyOf(batch);
        for (var i = 0; i < 100; i++)
            copy.Emit(0, Headers.Empty, new[] { (byte)i });
        batch.Adopt(copy);
        copy.Dispose();
        Assert.Equal(101, batch.Count);
        Assert.All(Enumerable.Range(0, 101), index => Assert.Equal(0, batch.OriginOf(index)));
    }

    [Fact]
    public void What_was_no_copy_is_refused()
    {
        using var batch = BatchOf("a", "b");
        using var other = BatchOf("a");
        Assert.Throws<ArgumentException>(() => batch.Adopt(other));
    }
}
