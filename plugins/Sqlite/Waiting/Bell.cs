namespace FlumePlug.Sqlite;

/// <summary>Wakes the one thread that waits; rung before the wait, the wait returns at once. Thread-safe.</summary>
internal sealed class Bell
{
    private readonly object _lock = new();
    private bool _rung;

    public void Ring()
    {
        lock (_lock)
        {
            _rung = true;
            Monitor.Pulse(_lock);
        }
    }

    public void Wait()
    {
        lock (_lock)
        {
            while (!_rung)
                Monitor.Wait(_lock);
            _rung = false;
        }
    }
}
