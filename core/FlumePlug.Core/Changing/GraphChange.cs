using FlumePlug.Core.Pipeline;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core.Changing;

/// <summary>
/// Takes an agent from one graph to another by their difference. What can start beside the old does so first, while events move;
/// then what leaves is held: sources acknowledge and stop, puts wait, runners end their turn; then the rest is started. When any
/// of it fails, everything is as it was. A start is the change from the empty graph: there is nothing to go back to, so that what
/// fails is tried again.
/// </summary>
internal sealed class GraphChange
{
    // How long the start of the next kind waits for that of the one before.
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan HoldLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DrainStep = TimeSpan.FromMilliseconds(2);

    private readonly AgentGraph _from;
    private readonly AgentGraph _to;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly GraphDifference _difference;
    private readonly NewPaths _paths;
    private readonly List<HostedComponent<ISink>> _waiting = [];
    private readonly IReadOnlyList<ChannelSuccession> _successions;

    public GraphChange(AgentGraph from, AgentGraph to, ILogger logger, TimeProvider time)
    {
        (_from, _to, _logger, _time) = (from, to, logger, time);
        _difference = new(from, to);
        _paths = new(from, _difference, logger, time);
        _successions = [.. _difference.ChangedChannels.Select(pair => new ChannelSuccession(pair, logger))];
    }

    private bool IsStart => _from.IsEmpty;

    /// <exception cref="ChangeRefusedException">Something new failed; the old graph goes on.</exception>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        var held = false;
        try
        {
            await StartBesideAsync(cancellationToken);
            held = true;
            await HoldAsync(cancellationToken);
            await StartRestAsync(cancellationToken);
            await KeepEventsAsync(cancellationToken);
        }
        catch (Exception failure) when (!IsStart)
        {
            await UndoAsync(held);
            cancellationToken.ThrowIfCancellationRequested();
            throw failure as ChangeRefusedException ?? new ChangeRefusedException(failure.Message, failure);
        }
        await CompleteAsync();
    }

    // Sinks beside the old ones, which stay open to go back to; those that need what only one can have, a lock or a port, wait for
    // them to end.
    private async Task StartBesideAsync(CancellationToken cancellationToken)
    {
        await StartAsync(_difference.NewChannels.Select(channel => channel.Component), component => component.Begin(), cancellationToken);
        _waiting.AddRange(await TryStartAsync(_difference.NewSinks, sink => sink.Begin(), cancellationToken));
        if (_waiting.Count > 0 && !IsStart && _difference.LeavingSinks.Count == 0)
            throw NotStarted(_waiting[0]);
        await _paths.StartAsync(IsStart, AttemptLimit, cancellationToken);
    }

    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        foreach (var succession in _successions)
            succession.TryInPlace();
        await Task.WhenAll([.. _difference.LeavingSources.Select(EndAsync), .. _difference.Exchanges.Select(CloseAsync)]);
        await EmptyLeavingChannelsAsync(cancellationToken);
        await Task.WhenAll(_difference.LeavingRunners.Select(EndAsync));
    }

    // A sink that stays gets its next batch from another runner: calls must not overlap.
    private async Task EndAsync(SinkRunner runner)
    {
        if (await runner.EndAsync(HoldLimit))
            return;
        if (runner.Members.Any(member => !_difference.LeavingSinks.Contains(member.Component)))
            throw new ChangeRefusedException($"A turn of sink {runner.Names} does not end.");
        _logger.LogWarning("A turn of sink {Sinks} did not end in time and is left behind.", runner.Names);
    }

    private async Task EndAsync(SourceNode source)
    {
        if (!await source.Runner.EndAsync(HoldLimit))
            _logger.LogWarning("Source {Source} did not stop in time and is left behind.", source.Runner.Name);
        // Whatever it left behind must put nothing more.
        await CloseAsync(source.Runner, source.Path);
    }

    private Task CloseAsync(PathExchange exchange) => CloseAsync(exchange.Runner, exchange.Old);

    private async Task CloseAsync(SourceRunner runner, PutPath path)
    {
        if (await Background.HasEndedAsync(runner.Channels.CloseAsync(), HoldLimit, _time))
            return;
        if (_successions.Any(succession => !succession.IsInPlace && path.Channels.Contains(succession.Pair.Old)))
            throw new ChangeRefusedException($"Source {runner.Name} does not end its put.");
        _logger.LogWarning("A put of source {Source} goes on with the old interceptors and selector.", runner.Name);
    }

    // Their sources are held and their sinks still run: what they hold is on its way out.
    private async Task EmptyLeavingChannelsAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (_difference.LeavingChannels.Any(HasEvents) && _time.GetElapsedTime(began) < HoldLimit)
            await Task.Delay(DrainStep, _time, cancellationToken);
    }

    private static bool HasEvents(ChannelHost channel) => !channel.Attributes.Durable && channel.Fill.Size > 0;

    private async Task StartRestAsync(CancellationToken cancellationToken)
    {
        // Nothing is held at a start; those that run need not wait for those that start slowly.
        if (IsStart)
            Flow();
        else if (_waiting.Count > 0)
        {
            await Task.WhenAll(_difference.LeavingSinks.Concat(_waiting).Select(sink => sink.StopAsync()));
            await StartAsync(_waiting, sink => sink.Begin(), cancellationToken);
        }
        var runners = _difference.NewSources.ToDictionary(source => source.Runner.Component, source => source.Runner);
        await StartAsync(runners.Keys, component => runners[component].Begin(), cancellationToken);
    }

    private async Task StartAsync<T>(
        IEnumerable<HostedComponent<T>> components, Action<HostedComponent<T>> begin, CancellationToken cancellationToken)
        where T : class, IComponent
    {
        if (await TryStartAsync(components, begin, cancellationToken) is [var failed, ..] && !IsStart)
            throw NotStarted(failed);
    }

    private async Task<List<HostedComponent<T>>> TryStartAsync<T>(
        IEnumerable<HostedComponent<T>> components, Action<HostedComponent<T>> begin, CancellationToken cancellationToken)
        where T : class, IComponent
    {
        var begun = components.ToList();
        begun.ForEach(begin);
        await Background.HasEndedAsync(Task.WhenAll(begun.Select(component => component.Attempted)), AttemptLimit, _time, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return begun.FindAll(component => component.Running is null);
    }

    private static ChangeRefusedException NotStarted<T>(HostedComponent<T> failed)
        where T : class, IComponent =>
        new($"The new {failed.Label} could not be started: {failed.Failure ?? "it takes too long"}");

    private async Task KeepEventsAsync(CancellationToken cancellationToken)
    {
        if (_difference.LeavingChannels.FirstOrDefault(HasEvents) is { } losing)
            throw new ChangeRefusedException(
                $"Channel {losing.Name} would leave with {losing.Fill.Size} events in it, which it keeps in memory only.");
        foreach (var succession in _successions.Where(succession => !succession.IsInPlace))
            await succession.MoveAsync(cancellationToken);
    }

    private void Flow()
    {
        foreach (var source in _difference.NewSources)
            source.Runner.Channels.Open(source.Path);
        foreach (var exchange in _difference.Exchanges)
            exchange.Runner.Channels.Open(exchange.New);
        foreach (var runner in _difference.NewRunners)
            runner.Begin();
    }

    private async Task CompleteAsync()
    {
        foreach (var succession in _successions)
            await succession.CompleteAsync(CancellationToken.None);
        if (!IsStart)
            Flow();
        foreach (var channel in _difference.LeavingChannels)
            if (channel.Fill.Size is > 0 and var kept)
                _logger.LogInformation("Channel {Channel} leaves the configuration and keeps {Count} events where they are.", channel.Name, kept);
        await Task.WhenAll([.. _difference.LeavingSinks.Select(sink => sink.StopAsync()),
            .. _difference.LeavingChannels.Select(channel => channel.Component.StopAsync())]);
        foreach (var runner in _difference.LeavingRunners)
            runner.Dispose();
        // Not waited for: a put that hangs in an interceptor holds up its parts alone.
        foreach (var exchange in _difference.Exchanges)
            _ = exchange.Old.ReleaseAsync(exchange.New);
        foreach (var source in _difference.LeavingSources)
            _ = source.Path.ReleaseAsync(_to.Sources.FirstOrDefault(next => next.Runner.Name == source.Runner.Name)?.Path);
    }

    private async Task UndoAsync(bool held)
    {
        _paths.Release();
        await Task.WhenAll(_difference.NewSources.Select(source => source.Runner.EndAsync(Background.UnwindLimit)));
        await Task.WhenAll(_difference.NewSinks.Select(sink => sink.StopAsync()));
        foreach (var succession in Enumerable.Reverse(_successions))
            await succession.UndoAsync();
        await Task.WhenAll(_difference.NewChannels.Select(channel => channel.Component.StopAsync()));
        foreach (var runner in _difference.NewRunners)
            runner.Dispose();
        if (!held)
            return;
        foreach (var sink in _difference.LeavingSinks)
            sink.Begin();
        foreach (var runner in _difference.LeavingRunners)
            runner.Begin();
        foreach (var exchange in _difference.Exchanges)
            Reopen(exchange.Runner, exchange.Old);
        foreach (var source in _difference.LeavingSources)
        {
            Reopen(source.Runner, source.Path);
            source.Runner.Begin();
        }
        await Background.HasEndedAsync(
            Task.WhenAll(_difference.LeavingSources.Select(source => source.Runner.Component.Attempted)), AttemptLimit, _time);
    }

    private static void Reopen(SourceRunner runner, PutPath path)
    {
        path.Restore();
        runner.Channels.Open(path);
    }
}
