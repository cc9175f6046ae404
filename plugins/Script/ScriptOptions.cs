using System.ComponentModel.DataAnnotations;
using FlumePlug.Sdk;

namespace FlumePlug.Script;

/// <summary>What becomes of an event at which a script throws, and of batches that it can no longer be asked about.</summary>
public enum OnError
{
    /// <summary>The batch is refused.</summary>
    Fail,

    /// <summary>The event is dropped.</summary>
    Drop,

    /// <summary>The event passes as it came.</summary>
    Pass,
}

/// <summary>What scripts of every kind can be told.</summary>
public abstract class ScriptOptions : IOptionRules
{
    /// <summary>The script's file.</summary>
    [Option("file", Summary = "The script's file; absolute, or relative to the configuration. An edit is live within a second.")]
    public string? File { get; init; }

    /// <summary>The script itself.</summary>
    [Option("code", Summary = "The script itself, instead of a file.")]
    public string? Code { get; init; }

    /// <summary>Parameters.</summary>
    [Option("params.", Summary = "Parameters that the script reads: params.limit = 5 is Params[\"limit\"].")]
    public IReadOnlyDictionary<string, string>? Params { get; init; }

    /// <summary>What an error of the script does.</summary>
    [Option("onError", Default = "fail", Summary = "What an error of the script does: fail refuses the batch, drop drops the event, pass lets it through as it came; each is counted.")]
    public OnError OnError { get; init; }

    /// <summary>How long the script may take over one batch.</summary>
    [Option("timeoutMs", Default = 5000, Unit = "ms", Summary = "How long the script may take over one batch; then the batch fails, and the script is not called again until it is edited.")]
    [Range(1, int.MaxValue)]
    public int TimeoutMs { get; init; }

    /// <summary>Whether to compile for a debugger.</summary>
    [Option("debug", Default = false, Summary = "Compile without optimisation, so that a debugger can stop in the script and see its variables.")]
    public bool Debug { get; init; }

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check()
    {
        if (File is null && Code is null)
            yield return new("file", "this, or code with the script itself, is required");
        if (File is not null && Code is not null)
            yield return new("code", "there is a file too: give one of them");
    }
}

/// <summary>Options of <see cref="ScriptInterceptor"/>.</summary>
public sealed class ScriptInterceptorOptions : ScriptOptions;

/// <summary>Options of <see cref="ScriptSelector"/>.</summary>
public sealed class ScriptSelectorOptions : ScriptOptions
{
    /// <summary>Channels that may fail.</summary>
    [Option("optional", Summary = "Channels that are offered the events that the script gives them, but may fail.")]
    public IReadOnlyList<string>? Optional { get; init; }

    /// <summary>Where events go at which the script fails.</summary>
    [Option("default", Summary = "Channels of events at which the script fails under onError = pass, and of Default in the script; none: all channels.")]
    public IReadOnlyList<string>? Default { get; init; }
}
