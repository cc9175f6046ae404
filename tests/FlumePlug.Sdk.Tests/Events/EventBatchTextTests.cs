using System.Text;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Tests.Events;

public class EventBatchTextTests
{
    [Fact]
    public void Each_body_reads_as_its_own_utf8_text_in_any_order()
    {
        string[] texts = ["plain", "grüße", "", "𝄞 clef", "more ascii", "ümlaut at start", "at the end ü", "last"];
        using var batch = BatchOf(texts);
        foreach (var index in new[] { 3, 0, 7, 1, 2, 4, 6, 5, 0, 1, 2, 3, 4, 5, 6, 7 })
            Assert.Equal(texts[index], batch.Text(index).ToString());
    }

    [Fact]
    public void Malformed_bytes_become_replacement_characters()
    {
        using var batch = EventBatch.Create();
        batch.AddCopy(Headers.Empty, "ok"u8);
        batch.AddCopy(Headers.Empty, [(byte)'a', 0xFF, (byte)'b', 0xC3]);
        batch.AddCopy(Headers.Empty, "ok"u8);
        Assert.Equal(["ok", "a\uFFFDb\uFFFD", "ok"],
            [batch.Text(0).ToString(), batch.Text(1).ToString(), batch.Text(2).ToString()]);
    }

    [Fact]
    public void Foreign_arrays_and_parts_of_bodies_read_right()
    {
        var own = Encoding.UTF8.GetBytes("0123456789");
        using var other = BatchOf("from another batch");
        using var batch = EventBatch.Create();
        batch.Add(Headers.Empty, own.AsMemory(3, 4));
        batch.Add(other, 0, 1);
        batch.Add(Headers.Empty, own.AsMemory(0, 2));
        batch.Add(Headers.Empty, own);
        string[] expected = ["3456", "from another batch", "01", "0123456789"];
        for (var i = 0; i < 4; i++)
            Assert.Equal(expected[i], batch.Text(i).ToString());
    }

    [Fact]
    public void A_thousand_arrays_of_their_own_read_right()
    {
        using var batch = EventBatch.Create();
        for (var i = 0; i < 1000; i++)
            batch.Add(Headers.Empty, Encoding.UTF8.GetBytes($"event {i}"));
        for (var i = 999; i >= 0; i--)
            Assert.Equal($"event {i}", batch.Text(i).ToString());
    }

    [Fact]
    public void A_changed_body_reads_as_changed()
    {
        using var batch = BatchOf("one", "two", "drei ü");
        Assert.Equal("two", batch.Text(1).ToString());
        Assert.Equal("drei ü", batch.Text(2).ToString());
        batch.SetBodyCopy(1, "zwei ü"u8);
        batch.SetBodyCopy(2, "three"u8);
        Assert.Equal(["one", "zwei ü", "three"], [batch.Text(0).ToString(), batch.Text(1).ToString(), batch.Text(2).ToString()]);
        batch.SetBody(0, batch[0].Body[1..]);
        Assert.Equal("ne", batch.Text(0).ToString());
    }

    [Fact]
    public void Memory_that_was_rented_before_a_text_was_read_and_written_after_reads_as_written()
    {
        using var batch = BatchOf("one");
        var later = batch.Rent(3);
        later.Span.Fill((byte)'?');
        Assert.Equal("one", batch.Text(0).ToString());
        "two"u8.CopyTo(later.Span);
        batch.SetBody(0, later);
        Assert.Equal("two", batch.Text(0).ToString());
    }

    [Fact]
    public void Memory_between_two_bodies_that_is_written_after_a_text_was_read_reads_as_written()
    {
        using var batch = BatchOf("one");
        var between = batch.Rent(3);
        between.Span.Fill((byte)'?');
        batch.AddCopy(Headers.Empty, "six"u8);
        Assert.Equal("one", batch.Text(0).ToString());
        "two"u8.CopyTo(between.Span);
        batch.SetBody(0, between);
        Assert.Equal(["two", "six"], [batch.Text(0).ToString(), batch.Text(1).ToString()]);
    }

    [Fact]
    public void Memory_given_back_and_rented_again_reads_as_written_last()
    {
        using var batch = BatchOf("one");
        var first = batch.Rent(8);
        "xxxxxxxx"u8.CopyTo(first.Span);
        Assert.Equal("one", batch.Text(0).ToString());
        batch.GiveBack(8);
        batch.SetBodyCopy(0, "two"u8);
        Assert.Equal("two", batch.Text(0).ToString());
    }

    [Fact]
    public void Texts_follow_their_events_when_others_are_dropped_or_emitted()
    {
        using var batch = BatchOf("a", "bü", "c");
        Assert.Equal("bü", batch.Text(1).ToString());
        batch.Emit(0, Headers.Empty, "aä"u8.ToArray());
        batch.Drop(1);
        batch.Compact();
        Assert.Equal(["a", "aä", "c"], [batch.Text(0).ToString(), batch.Text(1).ToString(), batch.Text(2).ToString()]);
    }
}
