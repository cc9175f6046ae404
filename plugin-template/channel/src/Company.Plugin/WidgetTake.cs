using FlumePlug.Sdk;

namespace Company._Plugin;

/// <summary>Events on their way to a sink.</summary>
internal sealed class WidgetTake : ITake
{
    private readonly WidgetChannel _channel;
    private readonly IReadOnlyList<EventBatch> _taken;
    private bool _isOpen = true;

    public WidgetTake(WidgetChannel channel, IReadOnlyList<EventBatch> taken)
    {
        (_channel, _taken) = (channel, taken);
        foreach (var one in taken)
            Batch.Add(one, 0, 1);
    }

    public EventBatch Batch { get; } = EventBatch.Create();

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        _isOpen = false;
        _channel.Remove(_taken);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Batch.Dispose();
        if (_isOpen)
            _channel.PutBack(_taken);
        return ValueTask.CompletedTask;
    }
}
