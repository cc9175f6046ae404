using FlumePlug.Core.Pipeline;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core;

/// <summary>
/// A running graph of sources, channels and sinks. Starts channels, then sinks, then sources; stops in reverse and drains.
/// A component that cannot start is tried again and again without taking the others down. Started once; stopped at any time,
/// also while it starts, and as often as anyone likes.
/// </summary>
public sealed class Agent : ICounterReader, IAsyncDisposable
{
    // What work that honours its token needs to end, however little time to drain is left.
    private static readonly TimeSpan UnwindLimit = TimeSpan.FromSeconds(5);

    // How long the start of the next kind waits for that of the one before.
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(3);

    private readonly AgentGraph _graph;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _run = new();
    private readonly CancellationTokenSource _deliver = new();
    private readonly List<Task> _supervised = [];
    private readonly List<Task> _sinks = [];
    private Task _starting = Task.CompletedTask;
    private Task<long>? _stopping;

    internal Agent(string name, AgentGraph graph, ILogger logger, TimeProvider time)
    {
        (Name, _graph, _logger, _time) = (name, graph, logger, time);
        AllStarted = Task.WhenAll([.. Channels.Select(channel => channel.Started), .. Sinks.Select(sink => sink.Started),
            .. Sources.Select(source => source.Started)]);
    }

    /// <summary>The agent's name.</summary>
    public string Name { get; }

    /// <summary>How many components there are of each kind.</summary>
    public string Summary =>
        $"{Counted(Channels.Count(), "channel")}, {Counted(Sinks.Count(), "sink")}, {Counted(Sources.Count(), "source")}";

    /// <summary>Completes when every component has started once.</summary>
    public Task AllStarted { get; }

    /// <summary>The components that do not run now, each with the reason.</summary>
    public IReadOnlyList<string> Failing => [.. FailingOf(Channels), .. FailingOf(Sinks), .. FailingOf(Sources)];

    private IEnumerable<HostedComponent<IChannel>> Channels => _graph.Channels.Select(channel => channel.Component);

    private IEnumerable<HostedComponent<ISink>> Sinks =>
        _graph.SinkRunners.SelectMany(runner => runner.Members).Select(member => member.Component);

    private IEnumerable<HostedComponent<ISource>> Sources => _graph.Sources.Select(source => source.Component);

    /// <summary>Starts what can be started; the rest is tried again in the background.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _stopping is null ? _starting = StartInOrderAsync(cancellationToken) : Task.CompletedTask;
    }

    /// <summary>Stops sources, lets the sinks empty the channels within the time given, stops sinks and channels.</summary>
    /// <returns>How many events are left in channels that do not keep them.</returns>
    public Task<long> StopAsync(TimeSpan drainTimeout)
    {
        lock (_lock)
            return _stopping ??= StopInOrderAsync(drainTimeout);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ComponentCounters> Read()
    {
        foreach (var channel in _graph.Channels)
        {
            var fill = channel.Channel.Fill;
            channel.Counters.Size.Set(fill.Size);
            channel.Counters.Capacity.Set(fill.Capacity);
        }
        return _graph.Counters;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        foreach (var runner in _graph.SinkRunners)
            runner.Dispose();
        _run.Dispose();
        _deliver.Dispose();
    }

    private long LeftInMemory()
    {
        long left = 0;
        foreach (var channel in _graph.Channels)
        {
            var waiting = channel.Channel.Fill.Size;
            if (waiting == 0)
                continue;
            if (!channel.Attributes.Durable)
                left += waiting;
            _logger.LogInformation("Channel {Channel} stops with {Count} events in it{Kept}.", channel.Name, waiting,
                channel.Attributes.Durable ? "; it keeps them" : "");
        }
        return left;
    }

    private async Task StartInOrderAsync(CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _run.Token);
        await StartAsync(
            Channels.Select(channel => Supervise(channel.StartAsync)), Channels.Select(channel => channel.Attempted), both.Token);
        await StartAsync(Sinks.Select(sink => Supervise(sink.StartAsync)), Sinks.Select(sink => sink.Attempted), both.Token);
        foreach (var runner in _graph.SinkRunners)
            _sinks.Add(Task.Run(() => runner.RunAsync(_deliver.Token), CancellationToken.None));
        await StartAsync(
            _graph.Sources.Select(source => Supervise(source.RunAsync)), Sources.Select(source => source.Attempted), both.Token);
    }

    // A component that blocks must not keep the others from starting: each on a thread of its own, and not waited for without end.
    private Task Supervise(Func<CancellationToken, Task> work) => Task.Run(() => work(_run.Token), CancellationToken.None);

    private async Task StartAsync(IEnumerable<Task> started, IEnumerable<Task> attempted, CancellationToken cancellationToken)
    {
        _supervised.AddRange(started);
        try
        {
            await Task.WhenAll(attempted).WaitAsync(AttemptLimit, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
        }
    }

    private async Task<long> StopInOrderAsync(TimeSpan drainTimeout)
    {
        using var drain = new CancellationTokenSource(drainTimeout, _time);
        await _run.CancelAsync();
        await EndAsync(_starting, UnwindLimit, "The start did not end in time.");
        var sourcesLimit = drainTimeout > UnwindLimit ? drainTimeout : UnwindLimit;
        await EndAsync(Task.WhenAll(_supervised), sourcesLimit, "A source did not stop in time.");
        await Task.WhenAll(Sources.Select(source => source.StopAsync()));
        await DrainAsync(drain.Token);
        await Task.WhenAll(Sinks.Select(sink => sink.StopAsync()));
        var left = LeftInMemory();
        await Task.WhenAll(Channels.Select(channel => channel.StopAsync()));
        return left;
    }

    private async Task DrainAsync(CancellationToken limit)
    {
        foreach (var runner in _graph.SinkRunners)
            runner.Drain();
        var drained = Task.WhenAll(_sinks);
        await Task.WhenAny(drained, Task.Delay(Timeout.InfiniteTimeSpan, limit));
        await _deliver.CancelAsync();
        await EndAsync(drained, UnwindLimit, "A sink did not finish in time.");
    }

    // What is thrown by work that was cancelled is its way to end, not worth a word to the operator.
    private async Task EndAsync(Task work, TimeSpan limit, string late)
    {
        try
        {
            await work.WaitAsync(limit, _time);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            _logger.LogWarning("{Late}", late);
        }
        catch (Exception failure)
        {
            _logger.LogDebug("Ended with: {Failure}", failure.Message);
        }
    }

    private static IEnumerable<string> FailingOf<T>(IEnumerable<HostedComponent<T>> components)
        where T : class, IComponent =>
        components.Where(component => component.Running is null)
            .Select(component => $"{component.Label} ({component.Failure ?? "not started"})");

    private static string Counted(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";
}
