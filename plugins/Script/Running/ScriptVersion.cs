using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using FlumePlug.Script.Compiling;
using FlumePlug.Sdk;

namespace FlumePlug.Script.Running;

/// <summary>
/// One compiled version of a script. Statements have no state: they get an instance per call at a time. A class has one
/// instance, and one call at a time unless it is marked <see cref="ConcurrentAttribute"/>. Unloads when it was retired and its
/// last call has returned.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and no handle: there is nothing to dispose.")]
internal sealed class ScriptVersion
{
    private const string GeneratedClass = "Script";
    private const string GuardClass = "FlumePlugScript";

    private readonly VersionContext _context;
    private readonly Type _class;
    private readonly ScriptWork.Frame _frame;
    private readonly ScriptSetting _setting;
    private readonly ScriptBase? _single;
    private readonly SemaphoreSlim? _oneCall;
    private readonly CancellationTokenSource _overdue = new();
    private readonly Lock _lock = new();
    private readonly Stack<ScriptCall> _free = new();
    private readonly List<ScriptCall> _calls = [];
    private int _users = 1;
    private int _retired;
    private bool _started;

    public ScriptVersion(CompiledScript compiled, int number, ScriptWork.Frame frame, ScriptSetting setting)
    {
        (Number, _frame, _setting) = (number, frame, setting);
        _context = new VersionContext(compiled, number);
        _class = _context.Load(compiled).GetType(compiled.Answer.ClassName, throwOnError: true)!;
        if (compiled.Answer.ClassName == GeneratedClass)
        {
            _started = true;
            return;
        }
        _single = Instance();
        _oneCall = _class.IsDefined(typeof(ConcurrentAttribute), inherit: true) && _single is BatchScript ? null : new SemaphoreSlim(1);
    }

    /// <summary>From 1; told in logs.</summary>
    public int Number { get; }

    /// <summary>Whether it was unloaded.</summary>
    public bool HasEnded => Volatile.Read(ref _users) == 0;

    /// <summary>Keeps the version until <see cref="Exit"/>; false when it has ended.</summary>
    public bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return true;
            users = seen;
        }
        return false;
    }

    public void Exit()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            End();
    }

    /// <summary>Lets it end with its last call.</summary>
    public void Retire()
    {
        if (Interlocked.Exchange(ref _retired, 1) == 0)
            Exit();
    }

    /// <summary>Starts a class, once.</summary>
    /// <exception cref="ScriptException">Its <c>Start()</c> failed; the next call tries again.</exception>
    public void EnsureStarted()
    {
        if (Volatile.Read(ref _started))
            return;
        lock (_lock)
        {
            if (_started)
                return;
            try
            {
                _single!.Start();
            }
            catch (Exception failure)
            {
                throw new ScriptException($"script {_frame.Name} cannot start: {ScriptFaults.Describe(failure)}");
            }
            Volatile.Write(ref _started, true);
        }
    }

    /// <summary>A call to run a batch with; null when the version took too long before.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ScriptCall?> RentAsync(CancellationToken cancellationToken)
    {
        if (_overdue.IsCancellationRequested)
            return null;
        if (_oneCall is not null && !_oneCall.Wait(0, CancellationToken.None))
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _overdue.Token);
            try
            {
                await _oneCall.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return null;
            }
        }
        lock (_lock)
        {
            if (_free.TryPop(out var free))
                return free;
            var made = new ScriptCall(ScriptWork.Of(_single ?? Instance(), _frame, _overdue.Token));
            _calls.Add(made);
            return made;
        }
    }

    /// <summary>Takes a call back, unless it was abandoned.</summary>
    public void Return(ScriptCall call)
    {
        if (call.IsAbandoned)
            return;
        lock (_lock)
            _free.Push(call);
        _oneCall?.Release();
    }

    /// <summary>Abandons the calls that run for too long, and asks their code to end; says whether there were any.</summary>
    public bool AbandonOverdue(TimeProvider time, TimeSpan timeout, string message)
    {
        ScriptCall[] calls;
        lock (_lock)
            calls = [.. _calls];
        var any = false;
        foreach (var call in calls)
        {
            if (!call.TryAbandon(time, timeout, message))
                continue;
            any = true;
            lock (_lock)
                _calls.Remove(call);
        }
        if (!any)
            return false;
        _overdue.Cancel();
        _class.Assembly.GetType(GuardClass)!.GetField("Asked", BindingFlags.NonPublic | BindingFlags.Static)!.SetValue(null, true);
        return true;
    }

    private ScriptBase Instance()
    {
        var instance = (ScriptBase)Activator.CreateInstance(_class, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions, null, null, null)!;
        instance.Attach(_setting);
        return instance;
    }

    private void End()
    {
        try
        {
            if (_single is not null && _started && !_overdue.IsCancellationRequested)
                _single.Stop();
        }
        catch (Exception failure)
        {
            _frame.Faults.StopFailed(failure);
        }
        _context.Unload();
    }
}
