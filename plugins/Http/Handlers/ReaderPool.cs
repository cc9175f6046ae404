using FlumePlug.Http.Json;

namespace FlumePlug.Http.Handlers;

/// <summary>Readers that no request uses now: as many as there were ever used at once. Safe for concurrent calls.</summary>
internal sealed class ReaderPool
{
    private readonly Lock _lock = new();
    private readonly Stack<EventReader> _free = new();

    public EventReader Take()
    {
        lock (_lock)
        {
            if (_free.TryPop(out var free))
                return free;
        }
        return new EventReader();
    }

    /// <summary>Not to be called for a reader that threw: the collector has it then.</summary>
    public void Return(EventReader reader)
    {
        lock (_lock)
            _free.Push(reader);
    }
}
