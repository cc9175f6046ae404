using System.Runtime.CompilerServices;
using FlumePlug.Script.Compiling;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Script.Running;

/// <summary>
/// A script in its present version. Ten times a second it looks for an edit of its files and for calls that take too long; a
/// new version is compiled and started beside the old one and takes the batches that come after. Safe for concurrent calls.
/// </summary>
/// <remarks>Its timer does not keep it alive: who forgets to dispose it loses a script's <c>Stop()</c>, no memory.</remarks>
internal sealed class LiveScript : IDisposable
{
    private readonly ScriptLoader _loader;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ScriptWatch _watch;
    private readonly List<ScriptVersion> _alive = [];
    private readonly IDisposable _ticking;
    private ScriptVersion _current;
    private Task _ahead = Task.CompletedTask;
    private int _looking;
    private int _number = 1;
    private volatile bool _disposed;

    /// <summary>Compiles the first version.</summary>
    /// <exception cref="ConfigurationException">It has errors.</exception>
    public LiveScript(ScriptKind kind, ScriptOptions options, ComponentContext context, Routes? routes = null)
    {
        (_logger, _time, _timeout) = (context.Logger, context.Time, TimeSpan.FromMilliseconds(options.TimeoutMs));
        _loader = new ScriptLoader(kind, options, context, routes);
        Faults = _loader.Faults;
        var compiled = _loader.Compile();
        if (compiled.Errors.Count > 0)
            throw new ConfigurationException(_loader.OptionErrors(compiled.Errors));
        _current = _loader.Load(compiled, _number);
        _alive.Add(_current);
        _watch = new ScriptWatch(compiled.Source);
        _ticking = WeakTicks.Start(_time, ScriptWatch.Interval, this, script => script.Tick());
    }

    /// <summary>What went wrong, counted and logged.</summary>
    public ScriptFaults Faults { get; }

    /// <summary>Why batches are not given to the script any more.</summary>
    public string OverdueMessage => $"script {_loader.Name} took longer than {_timeout.TotalMilliseconds} ms for a batch and is not called until it is edited";

    /// <summary>Starts the present version before its first batch.</summary>
    /// <exception cref="ScriptException">The script's <c>Start()</c> failed.</exception>
    public void Start() => Volatile.Read(ref _current).EnsureStarted();

    /// <summary>
    /// A turn of the present version, to dispose after the call. Waits while a script with state has another batch; refused when
    /// the version took too long before.
    /// </summary>
    /// <exception cref="ScriptException">The script's <c>Start()</c> failed.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ScriptTurn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var version = Volatile.Read(ref _current);
            if (!version.TryEnter())
                continue;
            try
            {
                version.EnsureStarted();
                return new ScriptTurn(version, await version.RentAsync(cancellationToken));
            }
            catch
            {
                version.Exit();
                throw;
            }
        }
    }

    /// <summary>Lets the present version go when its last call has returned.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _ticking.Dispose();
        _current.Retire();
    }

    // Ticks overlap while an edit is compiled: calls that hang are ended all the same.
    private void Tick()
    {
        if (_disposed)
            return;
        EndOverdueCalls();
        if (!_loader.IsFile || Interlocked.Exchange(ref _looking, 1) == 1)
            return;
        try
        {
            var change = _watch.Look();
            // Compiled at the first sign, the edit is in the cache when it stands still; the first one has loaded Roslyn.
            if (change == Change.Begun)
                _ahead = Task.Run(_loader.Compile);
            else if (change == Change.Settled)
                TakeOverEdit();
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }

    private void EndOverdueCalls()
    {
        ScriptVersion[] alive;
        bool anyEnded;
        lock (_alive)
        {
            anyEnded = _alive.RemoveAll(version => version.HasEnded) > 0;
            alive = [.. _alive];
        }
        // Events make no garbage, so that nothing else would collect versions that are unloaded; what they hold outside the heap
        // piles up. In the background: events move meanwhile.
        if (anyEnded)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false, compacting: false);
        foreach (var version in alive)
            if (version.AbandonOverdue(_time, _timeout, OverdueMessage))
                Faults.Overdue(version.Number, OverdueMessage);
    }

    private void TakeOverEdit()
    {
        if (Compile() is not { } next)
            return;
        lock (_alive)
            _alive.Add(next);
        Interlocked.Exchange(ref _current, next).Retire();
        if (_disposed)
            next.Retire();
        Faults.Adopted();
        _logger.LogInformation("Script {Script}: version {Version} is live.", _loader.Name, next.Number);
    }

    private ScriptVersion? Compile()
    {
        Task.WhenAny(_ahead).Wait();
        if (Compiled() is not { } compiled)
            return null;
        _watch.Accept(compiled.Source);
        if (compiled.Errors.Count > 0)
        {
            Faults.BrokenEdit(compiled.Errors.Select(error => error.ToString()), _current.Number);
            return null;
        }
        var next = _loader.Load(compiled, ++_number);
        try
        {
            next.EnsureStarted();
            return next;
        }
        catch (ScriptException refused)
        {
            next.Retire();
            Faults.BrokenEdit([refused.Message], _current.Number);
            return null;
        }
    }

    // A file that vanishes while it is read is seen by the next look.
    private CompiledScript? Compiled()
    {
        try
        {
            return _loader.Compile();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
