namespace FlumePlug.Client;

/// <summary>Who waits until so many events are done with.</summary>
internal sealed class FlushRequests
{
    private readonly Lock _lock = new();
    private readonly List<(long Events, TaskCompletionSource Done)> _waiting = [];
    private long _done;

    public Task WhenAsync(long events)
    {
        lock (_lock)
        {
            if (_done >= events)
                return Task.CompletedTask;
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((events, done));
            return done.Task;
        }
    }

    public void Done(long events)
    {
        lock (_lock)
        {
            _done += events;
            foreach (var (_, done) in _waiting.Where(one => one.Events <= _done))
                done.TrySetResult();
            _waiting.RemoveAll(one => one.Events <= _done);
        }
    }
}
