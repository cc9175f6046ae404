using System.Globalization;
using System.Runtime.CompilerServices;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Files.Tailing;

/// <summary>Puts lines until they are stored, with Flume's waits between tries. Not safe for concurrent calls.</summary>
internal sealed class Delivery(ComponentContext context)
{
    private const int FirstRetry = 1000;
    private const int LongestRetry = 5000;

    private int _retry = FirstRetry;

    // The lines are kept as they are until they are stored: interceptors may change what they are given.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PutAsync(EventBatch lines, IChannelProcessor channels, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var copy = EventBatch.Create();
            copy.Add(lines, 0, lines.Count);
            try
            {
                await channels.PutAsync(copy, cancellationToken);
                _retry = FirstRetry;
                return;
            }
            catch (ChannelException refused)
            {
                context.Problems.Report(string.Create(CultureInfo.InvariantCulture,
                    $"The channel is full or unexpected failure. The source will try again after {_retry} ms"), refused, LogLevel.Warning);
            }
            await Task.Delay(TimeSpan.FromMilliseconds(_retry), context.Time, cancellationToken);
            _retry = Math.Min(_retry * 2, LongestRetry);
        }
    }
}
