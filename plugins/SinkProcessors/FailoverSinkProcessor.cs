using System.Runtime.CompilerServices;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.SinkProcessors;

/// <summary>Options of <see cref="FailoverSinkProcessor"/>.</summary>
public sealed class FailoverOptions
{
    /// <summary>Priorities by sink name.</summary>
    [Option("priority.",
        Summary = "priority.SINK = number: the larger is preferred; without one, -1, -2, ... in the order of the group.")]
    public IReadOnlyDictionary<string, string>? Priority { get; init; }

    /// <summary>The longest time that a failed sink waits.</summary>
    [Option("maxpenalty", Default = 30000, Unit = "ms", BadValueIsDefault = true,
        Summary = "The longest time that a failed sink waits before it is tried again; 0 or less: none.")]
    public int MaxPenalty { get; init; }
}

/// <summary>
/// The live sink of the highest priority; one that failed waits 2 s, then twice as long with each further failure, and is
/// live again when it delivered.
/// </summary>
/// <remarks>
/// A sink that is tried again and has nothing to deliver stays failed, without a longer wait; the live ones get their turns
/// all the same, because members may drain different channels (Flume would starve them).
/// </remarks>
[SinkProcessor("failover", Aliases = ["org.apache.flume.sink.FailoverSinkProcessor"],
    Summary = "The live sink of the highest priority; failed ones are tried again after a growing wait.")]
public sealed class FailoverSinkProcessor : ISinkProcessor
{
    private readonly ComponentContext _context;
    private readonly long _maxPenalty;
    private readonly SortedList<int, Member> _live = [];
    private readonly List<Member> _failed = [];
    private readonly long _started;

    /// <summary>Ranks the sinks.</summary>
    public FailoverSinkProcessor(FailoverOptions options, SinkNames sinks, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sinks);
        ArgumentNullException.ThrowIfNull(context);
        _context = context;
        _maxPenalty = options.MaxPenalty;
        _started = context.Time.GetTimestamp();
        foreach (var (position, priority) in FailoverPriorities.Of(options, sinks, context.Logger))
            _live.Add(priority, new Member(position, priority));
    }

    private double Now => _context.Time.GetElapsedTime(_started).TotalMilliseconds;

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ProcessAsync(IReadOnlyList<ISinkTurn> members, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (_failed.Count > 0 && await RetryFailedAsync(members, cancellationToken))
            return true;
        while (_live.Count > 0)
        {
            var active = _live.GetValueAtIndex(_live.Count - 1);
            try
            {
                return await members[active.Position].RunAsync(cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                _context.Problems.Report(
                    $"Sink {members[active.Position].Name} failed and has been sent to failover list.", e, LogLevel.Warning);
                _live.RemoveAt(_live.Count - 1);
                active.Failures = 0;
                Penalise(active);
            }
        }
        throw new EventDeliveryException("All sinks failed to process, nothing left to failover to");
    }

    // True when one of them delivered, and is live again.
    private async ValueTask<bool> RetryFailedAsync(IReadOnlyList<ISinkTurn> members, CancellationToken cancellationToken)
    {
        var now = Now;
        var next = 0;
        while (next < _failed.Count && _failed[next].Due < now)
        {
            var retried = _failed[next];
            try
            {
                if (await members[retried.Position].RunAsync(cancellationToken))
                {
                    _failed.RemoveAt(next);
                    _live.Add(retried.Priority, retried);
                    return true;
                }
                next++;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                _context.Problems.Report($"Sink {members[retried.Position].Name} failed again.", e, LogLevel.Warning);
                _failed.RemoveAt(next);
                Penalise(retried);
            }
        }
        return false;
    }

    private void Penalise(Member failed)
    {
        failed.Failures++;
        failed.Due = Now + Math.Min(_maxPenalty, 1000L << Math.Min(failed.Failures, 30));
        _failed.Add(failed);
        _failed.Sort(static (one, other) => one.Due.CompareTo(other.Due));
    }

    private sealed class Member(int position, int priority)
    {
        public int Position { get; } = position;

        public int Priority { get; } = priority;

        public int Failures { get; set; }

        public double Due { get; set; }
    }
}
