using System.Runtime.CompilerServices;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Diagnostics;

/// <summary>
/// Generates events whose bodies count up from 0 in decimal, without headers. A refused put does not advance the count, so
/// that the channels get every number in order (Flume's SequenceGeneratorSource).
/// </summary>
[Source("seq", Aliases = ["org.apache.flume.source.SequenceGeneratorSource"],
    Summary = "Generates events whose bodies count up from 0.")]
public sealed class SeqSource : PollingSource
{
    // Flume tries again at once; the pause keeps a full channel without keep-alive from costing a core.
    private static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromMilliseconds(10);

    private readonly SeqOptions _options;
    private readonly ComponentContext _context;
    private readonly GeneratedPut _put;
    private readonly DecimalCounter _counter = new();

    /// <summary>Starts at 0.</summary>
    public SeqSource(SeqOptions options, ComponentContext context)
        : base(options, context)
    {
        _options = options;
        _context = context;
        _put = new GeneratedPut(options.BatchSize);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected override async ValueTask<bool> PollAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        var count = (int)Math.Min(_put.Most, _options.TotalEvents - _put.Stored);
        if (count <= 0)
            return false;
        using var batch = EventBatch.Create();
        _counter.Continue(_put.Stored);
        _counter.Write(batch, count);
        try
        {
            await _put.PutAsync(channels, batch, cancellationToken);
        }
        catch (ChannelException refused)
        {
            _context.Problems.Report($"{_context.Name} source could not write to channel.", refused, LogLevel.Error);
            await Task.Delay(PauseAfterRefusal, _context.Time, cancellationToken);
        }
        return true;
    }
}
