using System.Diagnostics;
using System.Globalization;
using System.Runtime.Loader;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Script.Running;

/// <summary>
/// Counts and tells what goes wrong with a script. Errors from one line are told once in a while, however many events they
/// befall and whatever their messages say. Safe for concurrent calls.
/// </summary>
internal sealed class ScriptFaults(string name, string counterPrefix, ComponentContext context)
{
    private const int LongestMessage = 1000;
    private const int MostPlaces = 256;
    private readonly Dictionary<string, long> _told = [];
    private readonly Counter _errors = context.Counters[counterPrefix + "ErrorCount"];
    private readonly Counter _dropped = context.Counters[counterPrefix + "ErrorDroppedCount"];
    private readonly Counter _passed = context.Counters[counterPrefix + "ErrorPassedCount"];
    private readonly Counter _refused = context.Counters[counterPrefix + "ErrorRefusedCount"];
    private readonly Counter _uncalled = context.Counters[counterPrefix + "UncalledCount"];
    private readonly Counter _timeouts = context.Counters[counterPrefix + "TimeoutCount"];
    private readonly Counter _brokenEdits = context.Counters[counterPrefix + "BrokenEditCount"];
    private readonly Counter _adopted = context.Counters[counterPrefix + "AdoptedCount"];

    /// <summary>An error that dropped events or let them pass.</summary>
    public void Borne(Exception failure, OnError onError, int events)
    {
        _errors.Increment();
        (onError == OnError.Drop ? _dropped : _passed).Add(events);
        var what = Describe(failure, out var place);
        if (IsNew(place))
            context.Logger.LogWarning("Script {Script}: {Error} (onError = {OnError}; such errors are counted)", name, what, onError == OnError.Drop ? "drop" : "pass");
    }

    /// <summary>An error that refuses a batch, and its message.</summary>
    public string Failed(Exception failure, int events)
    {
        _errors.Increment();
        _refused.Add(events);
        var what = Describe(failure, out var place);
        if (IsNew(place))
            context.Logger.LogError("Script {Script}: {Error} (onError = fail; such errors are counted)", name, what);
        return $"script {name}: {what}";
    }

    /// <summary>Events that the script was not asked about, because it took too long before.</summary>
    public void CountUncalled(int events) => _uncalled.Add(events);

    /// <summary>A version that took too long.</summary>
    public void Overdue(int version, string message)
    {
        _timeouts.Increment();
        context.Logger.LogError("Version {Version}: {Message}.", version, message);
    }

    /// <summary>An edit that does not compile or start.</summary>
    public void BrokenEdit(IEnumerable<string> errors, int goesOn)
    {
        _brokenEdits.Increment();
        foreach (var error in errors)
            context.Logger.LogError("Script {Script}: {Error}", name, error);
        context.Logger.LogError("Script {Script}: the edit is not used, version {Version} goes on.", name, goesOn);
    }

    /// <summary>A new version.</summary>
    public void Adopted() => _adopted.Increment();

    /// <summary>A version that did not stop well.</summary>
    public void StopFailed(Exception failure) =>
        context.Logger.LogWarning("Script {Script}: Stop() failed: {Error}", name, Describe(failure));

    /// <summary>The line of the script, and the chain of causes.</summary>
    public static string Describe(Exception failure) => Describe(failure, out _);

    private static string Describe(Exception failure, out string place)
    {
        var line = ScriptLine.Of(failure) ?? InStack(failure);
        line = line is null ? "" : line + ": ";
        place = line + failure.GetType().Name;
        var causes = Causes(failure);
        return line + (causes.Length > LongestMessage ? string.Concat(causes.AsSpan(0, LongestMessage), "...") : causes);
    }

    // Frames of a script have a file and are of a context of their own.
    private static string? InStack(Exception failure)
    {
        var frame = new StackTrace(failure, fNeedFileInfo: true).GetFrames().FirstOrDefault(one => one.GetFileLineNumber() > 0
            && AssemblyLoadContext.GetLoadContext(one.GetMethod()!.Module.Assembly) is VersionContext);
        return frame is null ? null : string.Create(CultureInfo.InvariantCulture, $"{frame.GetFileName()}:{frame.GetFileLineNumber()}");
    }

    private static string Causes(Exception failure)
    {
        var told = $"{failure.GetType().Name}: {failure.Message}";
        for (var cause = failure.InnerException; cause is not null && told.Length < LongestMessage; cause = cause.InnerException)
            told += $" <- {cause.GetType().Name}: {cause.Message}";
        return told.ReplaceLineEndings(" ");
    }

    private bool IsNew(string place)
    {
        lock (_told)
        {
            var now = context.Time.GetTimestamp();
            if (_told.TryGetValue(place, out var last) && context.Time.GetElapsedTime(last, now) < ProblemLog.Quiet)
                return false;
            if (_told.Count >= MostPlaces)
                _told.Clear();
            _told[place] = now;
            return true;
        }
    }
}
