using System.Collections.Concurrent;
using System.Threading.Channels;

namespace FlumePlug.Sdk.Testing;

/// <summary>
/// What a source puts into, for tests: stores copies, refuses when told to, and holds puts at a gate. Several puts at a time
/// are fine.
/// </summary>
public sealed class CollectingChannels : IChannelProcessor
{
    private readonly ConcurrentQueue<ChannelException> _refusals = new();
    private readonly Channel<bool> _entered = Channel.CreateUnbounded<bool>();
    private TaskCompletionSource? _gate;
    private int _puts;

    /// <summary>What was stored.</summary>
    public CollectedEvents Events { get; } = new();

    /// <summary>How many batches were put, refused ones too.</summary>
    public int Puts => _puts;

    /// <summary>Refuses each event (<see cref="PutEachAsync"/>) or batch that has one for which this gives a reason.</summary>
    public Func<KeptEvent, ChannelException?> Refuse { get; set; } = static _ => null;

    /// <summary>Sees every batch while it is put, before anything is stored.</summary>
    public Action<EventBatch>? Observe { get; set; }

    /// <summary>Refuses the next put as a whole.</summary>
    public void RefuseNext(ChannelException? refusal = null) =>
        _refusals.Enqueue(refusal ?? new ChannelFullException("The test has closed the channel."));

    /// <summary>Holds every put from now on, until <see cref="Release"/>; a held put honours its token.</summary>
    public void Hold() => _gate ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets held puts go on.</summary>
    public void Release()
    {
        _gate?.TrySetResult();
        _gate = null;
    }

    /// <summary>Completes when one more put has arrived.</summary>
    public async Task WhenPutAsync(CancellationToken cancellationToken) => await _entered.Reader.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask PutAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        var kept = await EnterAsync(batch, cancellationToken);
        if (_refusals.TryDequeue(out var refusal)
            || (refusal = kept.Select(Refuse).FirstOrDefault(one => one is not null)) is not null)
            throw refusal;
        Events.Add(kept);
    }

    /// <inheritdoc/>
    public async ValueTask PutEachAsync(EventBatch batch, IPutAnswers answers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var kept = await EnterAsync(batch, cancellationToken);
        _refusals.TryDequeue(out var all);
        var stored = 0;
        for (var i = 0; i < kept.Count; i++)
        {
            if ((all ?? Refuse(kept[i])) is not { } refused)
                continue;
            await StoreAsync(kept, stored, i, answers, cancellationToken);
            await answers.AnswerAsync(1, refused, cancellationToken);
            stored = i + 1;
        }
        await StoreAsync(kept, stored, kept.Count, answers, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<KeptEvent>> EnterAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Interlocked.Increment(ref _puts);
        Observe?.Invoke(batch);
        _entered.Writer.TryWrite(true);
        if (_gate is { } gate)
            await gate.Task.WaitAsync(cancellationToken);
        return KeptEvent.AllOf(batch);
    }

    private async ValueTask StoreAsync(
        IReadOnlyList<KeptEvent> kept, int start, int end, IPutAnswers answers, CancellationToken cancellationToken)
    {
        if (start == end)
            return;
        Events.Add(kept.Skip(start).Take(end - start));
        await answers.AnswerAsync(end - start, refused: null, cancellationToken);
    }
}
