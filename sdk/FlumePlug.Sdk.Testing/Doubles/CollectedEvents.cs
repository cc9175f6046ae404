namespace FlumePlug.Sdk.Testing;

/// <summary>Events as they arrive, with a way to wait for them. Safe for concurrent calls.</summary>
public sealed class CollectedEvents
{
    private readonly Lock _lock = new();
    private readonly List<KeptEvent> _events = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> _awaited = [];

    /// <summary>What arrived so far, in order.</summary>
    public IReadOnlyList<KeptEvent> All
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    /// <summary>The bodies that arrived so far as UTF-8 texts, in order.</summary>
    public IReadOnlyList<string> Texts => [.. All.Select(kept => kept.Text)];

    /// <summary>Completes as soon as at least that many events have arrived.</summary>
    public Task WhenAsync(int count, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_events.Count >= count)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    internal void Add(IEnumerable<KeptEvent> events)
    {
        lock (_lock)
        {
            _events.AddRange(events);
            foreach (var (_, reached) in _awaited.Where(one => _events.Count >= one.Count))
                reached.SetResult();
            _awaited.RemoveAll(one => one.Reached.Task.IsCompleted);
        }
    }
}
