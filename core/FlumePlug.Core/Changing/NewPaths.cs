using FlumePlug.Core.Pipeline;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Core.Changing;

/// <summary>The paths that a change brings: their interceptors and selectors are started before anything is held, and end with a change that is taken back.</summary>
internal sealed class NewPaths(AgentGraph from, GraphDifference difference, ILogger logger, TimeProvider time)
{
    private readonly List<(string Source, PutPath Path)> _paths =
    [
        .. difference.NewSources.Select(source => (source.Runner.Name, source.Path)),
        .. difference.Exchanges.Select(exchange => (exchange.Runner.Name, exchange.New)),
    ];

    /// <summary>Starts them. At a start of the agent what fails is told, and the rest runs.</summary>
    /// <exception cref="ChangeRefusedException">One failed, or takes longer than the limit.</exception>
    public async Task StartAsync(bool isStart, TimeSpan limit, CancellationToken cancellationToken)
    {
        var old = from.Sources.Select(source => source.Path).ToList();
        // Each on a thread of its own: code that blocks must not keep others from starting.
        var starts = _paths.ConvertAll(one => (one.Source, Task: Task.Run(() => one.Path.StartAsync(old, cancellationToken), cancellationToken)));
        await Background.HasEndedAsync(Task.WhenAll(starts.Select(start => start.Task)), limit, time, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var (source, task) in starts.Where(start => !start.Task.IsCompletedSuccessfully))
        {
            var reason = task.Exception?.InnerException?.Message ?? "What stands between it and its channels takes too long to start";
            if (!isStart)
                throw new ChangeRefusedException($"Source {source}: {reason}");
            logger.LogError("Source {Source}: {Reason}", source, reason);
        }
    }

    /// <summary>Ends what no other path uses.</summary>
    public void Release()
    {
        foreach (var (source, path) in _paths)
        {
            _ = path.RetireAsync();
            _ = path.ReleaseAsync(from.Sources.FirstOrDefault(old => old.Runner.Name == source)?.Path);
        }
    }
}
