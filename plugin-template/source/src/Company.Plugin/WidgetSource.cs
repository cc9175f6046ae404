using System.Text;
using FlumePlug.Sdk;

namespace Company._Plugin;

/// <summary>Makes numbered events at an interval. Replace <see cref="PollAsync"/> by what brings your events.</summary>
[Source("widget", Summary = "Makes numbered events at an interval.")]
public sealed class WidgetSource(WidgetOptions options, ComponentContext context) : PollingSource(options, context)
{
    private static readonly Headers Headers = Headers.Empty.With("origin", "widget");
    private readonly TimeProvider _time = context.Time;
    private long _next;

    protected override async ValueTask<bool> PollAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        // Whoever makes a batch disposes it; channels that keep it retain it.
        using var batch = EventBatch.Create();
        for (var i = 0; i < options.BatchSize; i++)
            batch.AddCopy(Headers, Encoding.UTF8.GetBytes($"{options.Text} {_next + i}"));

        // Returns when every required channel has stored the events; a refusal throws, and the next poll makes them again.
        await channels.PutAsync(batch, cancellationToken);
        _next += batch.Count;

        await Task.Delay(TimeSpan.FromMilliseconds(options.Interval), _time, cancellationToken);
        return true;
    }
}
