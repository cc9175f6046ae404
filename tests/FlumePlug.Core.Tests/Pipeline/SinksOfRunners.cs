using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Core.Tests.Pipeline;

/// <summary>Notes when it was ticked.</summary>
internal sealed class TickedSink(ManualTime time) : ISink
{
    private readonly List<DateTimeOffset> _ticks = [];
    private readonly TaskCompletionSource _reached = new();
    private int _wanted = int.MaxValue;

    public bool Fails { get; init; }

    public IEnumerable<TimeSpan> Gaps => _ticks.Zip(_ticks.Skip(1), (one, next) => next - one);

    public Task WhenTicked(int times)
    {
        Volatile.Write(ref _wanted, times);
        return _reached.Task;
    }

    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken) =>
        Fails ? throw new IOException("no") : ValueTask.CompletedTask;

    public ValueTask TickAsync(CancellationToken cancellationToken)
    {
        if (_reached.Task.IsCompleted)
            return ValueTask.CompletedTask;
        _ticks.Add(time.GetUtcNow());
        if (_ticks.Count >= Volatile.Read(ref _wanted))
            _reached.SetResult();
        return ValueTask.CompletedTask;
    }
}

internal sealed class TickThrows : ISink
{
    private readonly TaskCompletionSource _ticked = new();

    public CollectedEvents Events => _inner.Events;

    public Task Ticked => _ticked.Task;

    private readonly CollectingSink _inner = new();

    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken) => _inner.ProcessAsync(batch, cancellationToken);

    public ValueTask TickAsync(CancellationToken cancellationToken)
    {
        _ticked.TrySetResult();
        throw new IOException("no");
    }
}

/// <summary>Fails so often, noting when it was tried.</summary>
internal sealed class FailingSink(ManualTime time, int failures) : ISink
{
    private readonly CollectingSink _inner = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _awaited = [];
    private int _failures = failures;

    public CollectedEvents Events => _inner.Events;

    public List<DateTimeOffset> Attempts { get; } = [];

    public void Fail(int times) => Volatile.Write(ref _failures, times);

    public Task WhenAttempted(int count)
    {
        var reached = new TaskCompletionSource();
        lock (_awaited)
            _awaited.Add((count, reached));
        return reached.Task;
    }

    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        Attempts.Add(time.GetUtcNow());
        lock (_awaited)
            foreach (var (_, reached) in _awaited.Where(one => Attempts.Count >= one.Count))
                reached.TrySetResult();
        return Interlocked.Decrement(ref _failures) >= 0
            ? ValueTask.FromException(new IOException("no"))
            : _inner.ProcessAsync(batch, cancellationToken);
    }
}

/// <summary>Does something once, between a look that found nothing and its return.</summary>
internal sealed class AfterFirstLook : ISinkProcessor
{
    public Func<Task>? Act { get; set; }

    public async ValueTask<bool> ProcessAsync(IReadOnlyList<ISinkTurn> members, CancellationToken cancellationToken)
    {
        var delivered = await members[0].RunAsync(cancellationToken);
        if (Act is { } act)
        {
            Act = null;
            await act();
        }
        return delivered;
    }
}
