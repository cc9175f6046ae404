using FlumePlug.Sdk;

namespace Company._Plugin;

/// <summary>Room for the first events of a batch.</summary>
internal sealed class WidgetPut(WidgetChannel channel, EventBatch batch, int count) : IPut
{
    private bool _isOpen = true;

    public int Count => count;

    public ValueTask CommitAsync(int stored, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stored, count);
        _isOpen = false;
        channel.Store(batch, stored, reserved: count);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (_isOpen)
            channel.Store(batch, 0, reserved: count);
        _isOpen = false;
        return ValueTask.CompletedTask;
    }
}
