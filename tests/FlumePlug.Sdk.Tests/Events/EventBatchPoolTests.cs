using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Tests.Events;

[Collection(PooledMemory.Name)]
public class EventBatchPoolTests
{
    [Fact]
    public void A_pooled_batch_brings_nothing_of_its_former_life()
    {
        var used = BatchOf(EventOf("aü", ("secret", "1")), EventOf("b", ("secret", "2")), EventOf("c"));
        _ = used.Text(0);
        used.Drop(1);
        used.Emit(0, HeadersOf(("secret", "3")), "x"u8.ToArray());
        used.Compact();
        used.Drop(0);
        used.Emit(1, HeadersOf(("secret", "4")), "y"u8.ToArray());
        used.Dispose();

        using var again = EventBatch.Create();
        Assert.Same(used, again);
        Assert.Equal(0, again.Count);
        Assert.Equal(0, again.RetainedBytes);
        again.AddCopy(Headers.Empty, "new"u8);
        again.AddCopy(Headers.Empty, "two"u8);
        again.Compact();
        Assert.Equal(["new", "two"], TextsOf(again));
        Assert.Equal(["new", "two"], [again.Text(0).ToString(), again.Text(1).ToString()]);
        Assert.Equal([0, 1], [again.OriginOf(0), again.OriginOf(1)]);
        Assert.Equal(2, again.SourceCount);
        Assert.False(again.IsDropped(0));
        Assert.Throws<InvalidOperationException>(() => again.GiveBack(4));
    }

    [Fact]
    public void Filling_putting_and_disposing_batches_again_and_again_allocates_nothing()
    {
        var line = new byte[100];
        FillOnce(line);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            FillOnce(line);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // Batches share, split, keep and give back at random beside a model of plain arrays, on several threads with one pool.
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public async Task Batches_that_share_and_split_at_random_hold_what_a_plain_model_holds(int seed)
    {
        var threads = Enumerable.Range(0, 4).Select(thread => Task.Run(() => Play(new Random(seed * 100 + thread))));
        await Task.WhenAll(threads).WaitAsync(TestContext.Current.CancellationToken);
    }

    private static void FillOnce(byte[] line)
    {
        using var batch = EventBatch.Create();
        for (var i = 0; i < 1000; i++)
            batch.AddCopy(Headers.Empty, line);
        using var half = EventBatch.Create();
        half.Add(batch, 0, 500);
    }

    private static void Play(Random random)
    {
        var live = new List<(EventBatch Batch, List<KeptEvent> Model)>();
        for (var step = 0; step < 400; step++)
        {
            if (live.Count < 3 || (live.Count < 12 && random.Next(3) == 0))
                live.Add(New(random, live));
            else
                Step(random, live);
        }
        foreach (var (batch, _) in live)
            batch.Dispose();
    }

    private static (EventBatch Batch, List<KeptEvent> Model) New(Random random,
        List<(EventBatch Batch, List<KeptEvent> Model)> live)
    {
        var (batch, model) = (EventBatch.Create(), new List<KeptEvent>());
        for (var parts = random.Next(4); parts >= 0; parts--)
        {
            if (live.Count == 0 || random.Next(2) == 0)
                AddNew(random, batch, model);
            else
                AddShared(random, batch, model, live[random.Next(live.Count)]);
        }
        return (batch, model);
    }

    private static void AddNew(Random random, EventBatch batch, List<KeptEvent> model)
    {
        var body = new byte[random.Next(20) == 0 ? random.Next(150_000) : random.Next(300)];
        random.NextBytes(body);
        if (random.Next(2) == 0)
            for (var i = 0; i < body.Length; i++)
                body[i] &= 0x7F;
        var memory = batch.Rent(body.Length + 10);
        batch.GiveBack(10);
        body.CopyTo(memory.Span);
        var headers = HeadersOf(("n", $"{random.Next(5)}"));
        batch.Add(headers, memory[..body.Length]);
        model.Add(new KeptEvent(headers, body));
    }

    private static void AddShared(
        Random random, EventBatch batch, List<KeptEvent> model, (EventBatch Batch, List<KeptEvent> Model) other)
    {
        var start = random.Next(other.Model.Count + 1);
        var count = random.Next(other.Model.Count - start + 1);
        if (random.Next(4) == 0)
            batch.AddCopies(other.Batch, start, count);
        else
            batch.Add(other.Batch, start, count);
        model.AddRange(other.Model.GetRange(start, count));
    }

    private static void Step(Random random, List<(EventBatch Batch, List<KeptEvent> Model)> live)
    {
        var chosen = random.Next(live.Count);
        var (batch, model) = live[chosen];
        Assert.Equal(model, KeptEvent.AllOf(batch));
        for (var i = 0; i < model.Count; i++)
            Assert.Equal(model[i].Text, batch.Text(i).ToString());
        switch (random.Next(4))
        {
            case 0 when model.Count > 0:
                Edit(random, batch, model);
                break;
            case 1:
                batch.Retain();
                batch.Dispose();
                break;
            default:
                batch.Dispose();
                live.RemoveAt(chosen);
                break;
        }
    }

    private static void Edit(Random random, EventBatch batch, List<KeptEvent> model)
    {
        var index = random.Next(model.Count);
        var body = new byte[random.Next(50)];
        random.NextBytes(body);
        switch (random.Next(4))
        {
            case 0:
                batch.SetBodyCopy(index, body);
                model[index] = model[index] with { Body = body };
                break;
            case 1:
                batch.SetHeaders(index, model[index].Headers.With("edited", "yes"));
                model[index] = model[index] with { Headers = model[index].Headers.With("edited", "yes") };
                break;
            case 2:
                batch.Drop(index);
                batch.Compact();
                model.RemoveAt(index);
                break;
            default:
                batch.Emit(index, Headers.Empty, body);
                batch.Compact();
                model.Insert(index + 1, new KeptEvent(Headers.Empty, body));
                break;
        }
    }
}
