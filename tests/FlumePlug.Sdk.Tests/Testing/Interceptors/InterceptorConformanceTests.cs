using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sdk.Tests.Testing;

public class InterceptorConformanceTests
{
    private static readonly InterceptorConformance<SimpleInterceptor> Suite = new(_ => new SimpleInterceptor());

    public static TheoryData<string> Promises => [.. Suite.Names];

    public static TheoryData<InterceptorFault, string> Faults => new()
    {
        { InterceptorFault.ThrowsForEmptyBodies, "IndexOutOfRangeException for {} " },
        { InterceptorFault.NeedsAnEvent, "An empty batch is borne: ArgumentOutOfRangeException was thrown" },
        { InterceptorFault.DisposesTheBatch, "The interceptor disposed a batch that belongs to its caller" },
        { InterceptorFault.KeepsTheBatch, "The interceptor retains a batch past the call" },
        { InterceptorFault.UsesMemoryOfAnotherBatch, "A body lies in memory of an earlier batch" },
        { InterceptorFault.EditsTheFirstEventOnly, "A batch comes out otherwise than its events one by one" },
        { InterceptorFault.SharesAField, "Several batches at a time mix" },
        { InterceptorFault.WaitsForEver, "InterceptAsync goes on although its token is cancelled" },
    };

    [Theory, MemberData(nameof(Promises))]
    public Task A_correct_interceptor_keeps(string promise) => Suite.RunAsync(promise, TestContext.Current.CancellationToken);

    [Fact]
    public Task A_correct_interceptor_for_single_events_keeps_every_promise() =>
        new InterceptorConformance<Splitting>(_ => new Splitting()) { Samples = [TestEvents.EventOf("split me")] }
            .RunAllAsync(TestContext.Current.CancellationToken);

    [Theory, MemberData(nameof(Faults))]
    public async Task An_interceptor_with_a_fault_is_found_out(InterceptorFault fault, string sentence)
    {
        var suite = new InterceptorConformance<SimpleInterceptor>(_ =>
            new SimpleInterceptor(fault))
        { Patience = TimeSpan.FromMilliseconds(200) };
        var broken = await Assert.ThrowsAsync<ConformanceException>(() =>
            suite.RunAllAsync(TestContext.Current.CancellationToken));
        Assert.Contains(sentence, broken.Message, StringComparison.Ordinal);
    }

    private sealed class Splitting : EventInterceptor
    {
        protected override void Intercept(EventEdit edited)
        {
            if (edited.Body.IsEmpty)
                edited.Drop();
            else
                edited.Emit(edited.Headers, edited.Body[..1]);
        }
    }
}

public enum InterceptorFault
{
    None,
    ThrowsForEmptyBodies,
    NeedsAnEvent,
    DisposesTheBatch,
    KeepsTheBatch,
    UsesMemoryOfAnotherBatch,
    EditsTheFirstEventOnly,
    SharesAField,
    WaitsForEver,
}

/// <summary>Sets a header to the body's length; correct unless told to be wrong in one way.</summary>
public sealed class SimpleInterceptor(InterceptorFault fault = InterceptorFault.None) : IInterceptor
{
    private ReadOnlyMemory<byte> _kept;
    private int _length;
    private int _edits;

    public async ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        if (fault == InterceptorFault.WaitsForEver)
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
        if (fault == InterceptorFault.NeedsAnEvent)
            batch.SetHeaders(0, batch[0].Headers);
        for (var i = 0; i < batch.Count && !(fault == InterceptorFault.EditsTheFirstEventOnly && i > 0); i++)
            await EditAsync(batch, i);
        if (fault == InterceptorFault.DisposesTheBatch)
            batch.Dispose();
        if (fault == InterceptorFault.KeepsTheBatch)
            batch.Retain();
    }

    private async ValueTask EditAsync(EventBatch batch, int index)
    {
        if (fault == InterceptorFault.ThrowsForEmptyBodies)
            _ = batch[index].Body.Span[0];
        if (fault == InterceptorFault.UsesMemoryOfAnotherBatch)
        {
            batch.SetBody(index, _kept.IsEmpty ? batch[index].Body : _kept);
            _kept = batch[index].Body;
        }
        var length = batch[index].Body.Length;
        if (fault == InterceptorFault.SharesAField)
        {
            _length = length;
            await Task.Yield();
            if (Interlocked.Increment(ref _edits) % 500 == 0)
                SpinWait.SpinUntil(() => Volatile.Read(ref _length) != length, TimeSpan.FromSeconds(1));
            length = _length;
        }
        batch.SetHeaders(index, batch[index].Headers.With("length", $"{length}"));
    }
}
