using FlumePlug.Core.Changing;
using FlumePlug.Core.Pipeline;
using FlumePlug.Core.Plugins;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core;

/// <summary>
/// A running graph of sources, channels and sinks. Starts channels, then sinks, then sources; goes over to another graph by
/// difference while events move; stops in reverse and drains. A component that cannot start is tried again and again without
/// taking the others down. Started once; stopped at any time, also while it starts, and as often as anyone likes.
/// </summary>
public sealed class Agent : ICounterReader, IAsyncDisposable
{
    // What a source that ends as it was told to may need to bring its last events.
    private static readonly TimeSpan LeastForSources = TimeSpan.FromSeconds(3);

    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hurry = new();
    private volatile AgentGraph _graph;
    private Task _changing = Task.CompletedTask;
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

    /// <summary>Completes when every component that the agent was built with has started once.</summary>
    public Task AllStarted { get; }

    /// <summary>The components that do not run now, each with the reason.</summary>
    public IReadOnlyList<string> Failing => [.. FailingOf(Channels), .. FailingOf(Sinks), .. FailingOf(Sources)];

    /// <summary>The plugins whose code the agent runs.</summary>
    public IReadOnlyList<Plugin> Plugins => [.. _graph.Plugins];

    internal AgentGraph Graph => _graph;

    private IEnumerable<HostedComponent<IChannel>> Channels => _graph.Channels.Select(channel => channel.Component);

    private IEnumerable<HostedComponent<ISink>> Sinks => _graph.Turns.Select(turn => turn.Component);

    private IEnumerable<HostedComponent<ISource>> Sources => _graph.Sources.Select(source => source.Runner.Component);

    /// <summary>A source's way into its channels, for a host that brings the source's events itself; null: there is no such source.</summary>
    public IChannelProcessor? ChannelsOf(string source) => _graph.Sources.FirstOrDefault(one => one.Runner.Name == source)?.Runner.Channels;

    /// <summary>Starts what can be started; the rest is tried again in the background.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => ChangeAsync(AgentGraph.Empty, _graph, cancellationToken);

    /// <summary>Goes over to what a configuration was changed to. One change at a time, after the start.</summary>
    /// <exception cref="ChangeRefusedException">Some of it failed, and the agent goes on as it was.</exception>
    public async Task ApplyAsync(AgentChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.From != _graph)
            throw new ChangeRefusedException("The agent has changed since the change was planned.");
        await ChangeAsync(change.From, change.To, cancellationToken);
    }

    /// <summary>
    /// Stops sources, lets the sinks empty the channels within the time given, stops sinks and channels. A source that does not
    /// end is left behind at that time too, or after 3 s where that is later; a sink 2 s after it; whatever does not close, after 5 s more.
    /// </summary>
    /// <returns>How many events are left in channels that do not keep them.</returns>
    public Task<long> StopAsync(TimeSpan drainTimeout)
    {
        lock (_lock)
            return _stopping ??= StopInOrderAsync(drainTimeout);
    }

    /// <summary>Lets a stop, under way or to come, wait no longer for the channels to be empty.</summary>
    public void Hurry() => _hurry.Cancel();

    /// <inheritdoc/>
    public IReadOnlyList<ComponentCounters> Read()
    {
        var graph = _graph;
        foreach (var channel in graph.Channels)
        {
            var fill = channel.Fill;
            channel.Counters.Size.Set(fill.Size);
            channel.Counters.Capacity.Set(fill.Capacity);
        }
        return graph.Counters;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        foreach (var runner in _graph.SinkRunners)
            runner.Dispose();
        foreach (var source in _graph.Sources)
        {
            _ = source.Path.RetireAsync();
            _ = source.Path.ReleaseAsync(null);
        }
        _stop.Dispose();
        _hurry.Dispose();
    }

    private Task ChangeAsync(AgentGraph from, AgentGraph to, CancellationToken cancellationToken)
    {
        lock (_lock)
            return _stopping is null ? _changing = ChangeAsync() : Task.CompletedTask;

        async Task ChangeAsync()
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
            await new GraphChange(from, to, _logger, _time).ApplyAsync(both.Token);
            _graph = to;
        }
    }

    private long LeftInMemory()
    {
        long left = 0;
        foreach (var channel in _graph.Channels)
        {
            var waiting = channel.Fill.Size;
            if (waiting == 0)
                continue;
            if (!channel.Attributes.Durable)
                left += waiting;
            _logger.LogInformation("Channel {Channel} stops with {Count} events in it{Kept}.", channel.Name, waiting,
                channel.Attributes.Durable ? "; it keeps them" : "");
        }
        return left;
    }

    private async Task EndAsync(string name, Task<bool> end)
    {
        if (!await end)
            _logger.LogWarning("{Component} did not stop in time and is left behind.", name);
    }

    private async Task<long> StopInOrderAsync(TimeSpan drainTimeout)
    {
        var began = _time.GetTimestamp();
        // Not waited for: what a component registered may throw or block.
        _ = _stop.CancelAsync();
        // A change under way goes back, which may take as long as its parts need to stop.
        if (!await Background.HasEndedAsync(_changing, Background.UnwindLimit, _time, CancellationToken.None))
            _logger.LogWarning("The start did not end in time.");
        var sourcesLimit = drainTimeout > LeastForSources ? drainTimeout : LeastForSources;
        await Task.WhenAll(_graph.Sources.Select(source => EndAsync("Source " + source.Runner.Name, source.Runner.EndAsync(sourcesLimit))));
        var left = drainTimeout == Timeout.InfiniteTimeSpan ? drainTimeout
            : TimeSpan.FromTicks(Math.Max(0, (drainTimeout - _time.GetElapsedTime(began)).Ticks));
        await Task.WhenAll(_graph.SinkRunners.Select(runner => EndAsync("Sink " + runner.Names, runner.EndEmptyAsync(left, _hurry.Token))));
        await Task.WhenAll(Sinks.Select(sink => sink.StopAsync()));
        var lost = LeftInMemory();
        await Task.WhenAll(Channels.Select(channel => channel.StopAsync()));
        return lost;
    }

    private static IEnumerable<string> FailingOf<T>(IEnumerable<HostedComponent<T>> components)
        where T : class, IComponent =>
        components.Where(component => component.Running is null)
            .Select(component => $"{component.Label} ({component.Failure ?? "not started"})");

    private static string Counted(int count, string word) => count == 1 ? $"1 {word}" : $"{count} {word}s";
}
