using System.Runtime.CompilerServices;
using FlumePlug.Script.Running;
using FlumePlug.Sdk;

namespace FlumePlug.Script;

/// <summary>Chooses the channels of each event as a C# script says, which can be changed while events move.</summary>
[ChannelSelector("script", Summary = "Chooses the channels of each event as a C# script says; an edit of the script is live within a second.")]
public sealed class ScriptSelector : IChannelSelector, IAsyncDisposable
{
    private readonly LiveScript _script;
    private readonly Routes _routes;
    private readonly OnError _onError;

    /// <summary>Compiles the script.</summary>
    /// <exception cref="ConfigurationException">It has errors, or an option names a channel that the source does not have.</exception>
    public ScriptSelector(ScriptSelectorOptions options, ChannelNames channels, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        _onError = options.OnError;
        _routes = new Routes(options, channels);
        _script = new LiveScript(ScriptKind.Selector, options, context, _routes);
    }

    /// <summary>Starts a script that is a class.</summary>
    /// <exception cref="ScriptException">Its <c>Start()</c> failed; each batch tries again.</exception>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _script.Start();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>On the caller's thread and without a time limit; the agent calls <see cref="SelectAsync"/>.</remarks>
    public Route Select(in Event routed)
    {
        using var batch = EventBatch.Create();
        batch.AddCopy(routed.Headers, routed.Body.Span);
        using var turn = _script.TakeTurnAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return turn.IsRefused ? ByOnError(1) : turn.Call.RunHere(batch)[0];
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SelectAsync(EventBatch batch, Memory<Route> routes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var turn = await _script.TakeTurnAsync(cancellationToken);
        if (turn.IsRefused)
        {
            routes.Span.Fill(ByOnError(batch.Count));
            return;
        }
        var copy = EventBatch.Create();
        copy.Add(batch, 0, batch.Count);
        try
        {
            await turn.Call.RunAsync(copy);
            turn.Call.Routes.CopyTo(routes.Span);
        }
        catch (OperationCanceledException)
        {
            routes.Span.Fill(ByOnError(batch.Count));
        }
        // Not in a finally: a script that hangs may read its copy at any time.
        copy.Dispose();
    }

    /// <summary>Ends the script.</summary>
    public ValueTask DisposeAsync()
    {
        _script.Dispose();
        return ValueTask.CompletedTask;
    }

    private Route ByOnError(int events)
    {
        _script.Faults.CountUncalled(events);
        return _onError switch
        {
            OnError.Drop => Route.None,
            OnError.Pass => _routes.Default,
            _ => throw new ScriptException(_script.OverdueMessage),
        };
    }
}
