using FlumePlug.Sdk;

namespace FlumePlug.Script.Running;

/// <summary>What one instance of a script does with a batch, with <c>onError</c> applied. One call at a time, unless it is concurrent.</summary>
internal abstract class ScriptWork(ScriptWork.Frame frame, ScriptBase script, CancellationToken overdue)
{
    /// <summary>What the works of a version share.</summary>
    internal sealed record Frame(string Name, OnError OnError, ScriptFaults Faults, Routes? Routes);

    public TimeProvider Time => script.Time;

    protected Frame Shared { get; } = frame;

    // What code throws that is told to end is no error of an event: that it took too long was counted.
    private bool IsEnding => overdue.IsCancellationRequested;

    /// <summary>What a selector's script chose.</summary>
    public virtual ReadOnlySpan<Route> Routes => [];

    public static ScriptWork Of(ScriptBase script, Frame frame, CancellationToken overdue) => script switch
    {
        EventScript one => new EventWork(frame, one, overdue),
        BatchScript all => new BatchWork(frame, all, overdue),
        SelectorScript chooser => new SelectorWork(frame, chooser, overdue),
        _ => throw new InvalidOperationException($"{script.GetType().Name} is no script of a known form."),
    };

    /// <summary>Runs the script; says whether it changed the batch.</summary>
    /// <exception cref="ScriptException">It failed, and the batch is to be refused.</exception>
    /// <exception cref="OperationCanceledException">Its version was ended, because a batch took too long.</exception>
    public bool Run(EventBatch batch)
    {
        try
        {
            return RunOver(batch);
        }
        catch (Exception failure) when (failure is not ScriptException)
        {
            // Not with the cause itself, which holds the version that it came from.
            throw IsEnding ? new OperationCanceledException() : new ScriptException(Shared.Faults.Failed(failure, batch.Count));
        }
        finally
        {
            script.Setting.Tally.Flush();
            Release();
        }
    }

    protected abstract bool RunOver(EventBatch batch);

    protected virtual void Release()
    {
    }

    private sealed class EventWork(Frame frame, EventScript script, CancellationToken overdue) : ScriptWork(frame, script, overdue)
    {
        private readonly OnError _onError = frame.OnError;

        protected override bool RunOver(EventBatch batch)
        {
            var changed = false;
            for (var i = 0; i < batch.Count; i++)
            {
                try
                {
                    changed |= script.RunOn(batch, i);
                }
                catch (Exception failure) when (_onError != OnError.Fail && !IsEnding)
                {
                    Shared.Faults.Borne(failure, _onError, 1);
                    if (_onError == OnError.Drop)
                    {
                        batch.Drop(i);
                        changed = true;
                    }
                }
            }
            return changed;
        }

        protected override void Release() => script.Release();
    }

    private sealed class BatchWork(Frame frame, BatchScript script, CancellationToken overdue) : ScriptWork(frame, script, overdue)
    {
        protected override bool RunOver(EventBatch batch)
        {
            try
            {
                script.Run(batch);
                return true;
            }
            catch (Exception failure) when (Shared.OnError != OnError.Fail && !IsEnding)
            {
                Shared.Faults.Borne(failure, Shared.OnError, batch.SourceCount);
                if (Shared.OnError == OnError.Pass)
                    return false;
                batch.Compact();
                for (var i = 0; i < batch.Count; i++)
                    batch.Drop(i);
                return true;
            }
        }
    }

    private sealed class SelectorWork(Frame frame, SelectorScript script, CancellationToken overdue) : ScriptWork(frame, script, overdue)
    {
        private Route[] _routes = [];
        private int _count;

        public override ReadOnlySpan<Route> Routes => _routes.AsSpan(0, _count);

        protected override bool RunOver(EventBatch batch)
        {
            if (_routes.Length < batch.Count)
                _routes = new Route[batch.Count];
            _count = batch.Count;
            for (var i = 0; i < batch.Count; i++)
            {
                try
                {
                    _routes[i] = Shared.Routes!.Of(script.RunOn(batch, i));
                }
                catch (Exception failure) when (Shared.OnError != OnError.Fail && !IsEnding)
                {
                    Shared.Faults.Borne(failure, Shared.OnError, 1);
                    _routes[i] = Shared.OnError == OnError.Drop ? Route.None : Shared.Routes!.Default;
                }
            }
            return false;
        }

        protected override void Release() => script.Release();
    }
}
