using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Script;

/// <summary>What every script has: parameters, counters, a log, the time, and a start and stop for those with state.</summary>
[SuppressMessage("Naming", "CA1716", Justification = "Scripts should read well.")]
public abstract class ScriptBase
{
    private ScriptSetting? _setting;

    /// <summary>The parameters of the configuration: <c>params.limit = 5</c> is <c>Params["limit"]</c>.</summary>
    public Parameters Params => Setting.Parameters;

    /// <summary>A logger named after the component.</summary>
    public ILogger Log => Setting.Logger;

    /// <summary>The clock.</summary>
    public TimeProvider Time => Setting.Time;

    /// <summary>The time now, in UTC.</summary>
    public DateTimeOffset Now => Setting.Time.GetUtcNow();

    /// <summary>The folder of the script's file, of the configuration for a script written in it.</summary>
    public string Folder => Setting.Folder;

    /// <summary>Adds to a counter, which the monitors show as <c>script.NAME.COUNTER</c> of the source.</summary>
    public void Count(string counter, long by = 1) => Setting.Tally.Add(counter, by);

    /// <summary>
    /// Called once when the agent starts, or before the version is taken over; a throw refuses the change or the version. At a start of
    /// the agent batches are refused until it succeeds.
    /// </summary>
    public virtual void Start()
    {
    }

    /// <summary>Called once after the last event.</summary>
    public virtual void Stop()
    {
    }

    internal void Attach(ScriptSetting setting) => _setting = setting;

    internal ScriptSetting Setting =>
        _setting ?? throw new InvalidOperationException("A script has its surroundings from Start() on, not in its constructor.");
}
