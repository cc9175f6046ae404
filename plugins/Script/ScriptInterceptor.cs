using System.Runtime.CompilerServices;
using FlumePlug.Script.Running;
using FlumePlug.Sdk;

namespace FlumePlug.Script;

/// <summary>Edits, drops or adds events as a C# script says, which can be changed while events move.</summary>
/// <remarks>What a script does to a batch counts when it is through with it: one that fails or hangs has changed nothing.</remarks>
[Interceptor("script", Summary = "Edits, drops or adds events as a C# script says; an edit of the script is live within a second.")]
public sealed class ScriptInterceptor : IInterceptor, IAsyncDisposable
{
    private readonly LiveScript _script;
    private readonly OnError _onError;

    /// <summary>Compiles the script.</summary>
    /// <exception cref="ConfigurationException">It has errors; they say where.</exception>
    public ScriptInterceptor(ScriptInterceptorOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        _onError = options.OnError;
        _script = new LiveScript(ScriptKind.Interceptor, options, context);
    }

    /// <summary>Starts a script that is a class.</summary>
    /// <exception cref="ScriptException">Its <c>Start()</c> failed; each batch tries again.</exception>
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _script.Start();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        cancellationToken.ThrowIfCancellationRequested();
        if (batch.Count == 0)
            return;
        using var turn = await _script.TakeTurnAsync(cancellationToken);
        if (turn.IsRefused)
        {
            GoByOnError(batch);
            return;
        }
        var copy = EventBatch.Create();
        copy.Add(batch, 0, batch.Count);
        try
        {
            if (await turn.Call.RunAsync(copy))
                batch.Adopt(copy);
        }
        catch (OperationCanceledException)
        {
            GoByOnError(batch);
        }
        // Not in a finally: a script that hangs may write to its copy at any time.
        copy.Dispose();
    }

    /// <summary>Ends the script.</summary>
    public ValueTask DisposeAsync()
    {
        _script.Dispose();
        return ValueTask.CompletedTask;
    }

    private void GoByOnError(EventBatch batch)
    {
        _script.Faults.CountUncalled(batch.Count);
        if (_onError == OnError.Fail)
            throw new ScriptException(_script.OverdueMessage);
        for (var i = 0; i < batch.Count && _onError == OnError.Drop; i++)
            batch.Drop(i);
    }
}
