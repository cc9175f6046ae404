using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Tests.Testing;

/// <summary>The one thing that a <see cref="SimpleSink"/> does wrong.</summary>
public enum SinkFault
{
    None,
    KeepsMemory,
    NeverGivesMemoryBack,
    WritesToTheBatch,
    DisposesTheBatch,
    LosesOnFlush,
    DeliversTwice,
    Reorders,
    SwallowsFailures,
    WaitsForEver,
    NeverRecovers,
    ForgetsEarlierBatches,
    ThrowsOnTheSecondStop,
    NeedsAStartToStop,
    ThrowsInATick,
    CallsAllDelivered,
}

/// <summary>Where a <see cref="SimpleSink"/> delivers to.</summary>
public sealed class Destination : IDisposable
{
    public List<string> Arrived { get; } = [];

    public bool Fails { get; set; }

    public Destination Break()
    {
        Fails = true;
        return this;
    }

    public void Dispose() => Fails = false;
}

/// <summary>Holds batches back until the flush; correct unless told to be wrong in one way.</summary>
[Sink("simple", TakesPerFlush = 4)]
public sealed class SimpleSink(SinkFault fault = SinkFault.None) : ISink, IPartialDelivery
{
    private readonly List<EventBatch> _held = [];
    private readonly List<ReadOnlyMemory<byte>> _bodies = [];
    private bool _started;
    private bool _hasFailed;
    private int _stops;

    public Destination Destination { get; } = new();

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _started = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        if (fault == SinkFault.NeedsAStartToStop && !_started)
            throw new InvalidOperationException("not started");
        if (fault == SinkFault.ThrowsOnTheSecondStop && _stops++ > 0)
            throw new InvalidOperationException("already stopped");
        Release();
        return ValueTask.CompletedTask;
    }

    public bool IsDelivered(int batch) => fault == SinkFault.CallsAllDelivered;

    public ValueTask TickAsync(CancellationToken cancellationToken) =>
        fault == SinkFault.ThrowsInATick ? throw new InvalidOperationException("nothing open") : ValueTask.CompletedTask;

    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (fault == SinkFault.ForgetsEarlierBatches)
            Release();
        if (fault == SinkFault.WritesToTheBatch)
            batch.SetHeader("seen", "yes");
        if (fault == SinkFault.KeepsMemory)
            for (var i = 0; i < batch.Count; i++)
                _bodies.Add(batch[i].Body);
        else
            _held.Add(batch.Retain());
        if (fault == SinkFault.DisposesTheBatch)
            batch.Dispose();
        return ValueTask.CompletedTask;
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var texts = _held.SelectMany(TextsOf).Concat(_bodies.Select(body => TextOf(new Event(Headers.Empty, body)))).ToList();
        if (Destination.Fails || (fault == SinkFault.NeverRecovers && _hasFailed))
        {
            _hasFailed = true;
            if (fault == SinkFault.WaitsForEver)
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
            Release();
            if (fault != SinkFault.SwallowsFailures)
                throw new EventDeliveryException("The destination fails.");
            return;
        }
        if (fault == SinkFault.LosesOnFlush && texts.Count > 1)
            texts.RemoveAt(texts.Count - 1);
        if (fault == SinkFault.Reorders)
            texts.Reverse();
        Destination.Arrived.AddRange(texts);
        if (fault == SinkFault.DeliversTwice)
            Destination.Arrived.AddRange(texts);
        if (fault != SinkFault.NeverGivesMemoryBack)
            Release();
        else
            _held.Clear();
    }

    private void Release()
    {
        _held.ForEach(batch => batch.Dispose());
        _held.Clear();
        _bodies.Clear();
    }
}
