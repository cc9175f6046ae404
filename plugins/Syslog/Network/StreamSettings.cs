using FlumePlug.Syslog.Messages;

namespace FlumePlug.Syslog.Network;

/// <summary>What the connections of one port share.</summary>
/// <param name="Longest">The most bytes of a message.</param>
/// <param name="Readers">Read messages, one connection at a time each.</param>
/// <param name="RentsMore">Whether readers make bodies of their own.</param>
/// <param name="Reports">Where bad messages are told.</param>
internal sealed record StreamSettings(int Longest, ReaderPool Readers, bool RentsMore, BadMessages Reports);

/// <summary>Readers that no connection uses now: as many as there were ever used at once. Safe for concurrent calls.</summary>
internal sealed class ReaderPool(Func<IMessageReader> create)
{
    private readonly Lock _lock = new();
    private readonly Stack<IMessageReader> _free = new();

    public IMessageReader Take()
    {
        lock (_lock)
        {
            if (_free.TryPop(out var free))
                return free;
        }
        return create();
    }

    public void Return(IMessageReader reader)
    {
        lock (_lock)
            _free.Push(reader);
    }
}
