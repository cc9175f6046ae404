using System.Diagnostics.CodeAnalysis;

namespace FlumePlug.Core.Pipeline;

/// <summary>Objects to use again. A stack under a lock: unlike the concurrent collections it allocates nothing per push.</summary>
internal sealed class FreeList<T>
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Stack<T> _free = new();

    public bool TryTake([NotNullWhen(true)] out T? taken)
    {
        lock (_lock)
            return _free.TryPop(out taken);
    }

    public void Return(T item)
    {
        lock (_lock)
            _free.Push(item);
    }
}
