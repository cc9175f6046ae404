using FlumePlug.Sdk;

namespace FlumePlug.Exec;

/// <summary>What an <see cref="ExecSource"/> can be told.</summary>
public sealed class ExecOptions
{
    /// <summary>The command line.</summary>
    [Option("command", Required = true,
        Summary = "Command line; without shell it is split at white space and run directly. "
            + "When its process ends, whatever it left running is ended too.")]
    public string Command { get; init; } = null!;

    /// <summary>The shell and its options, to which the command line is the last argument.</summary>
    [Option("shell", Summary = "Shell that gets the command line as one argument, such as /bin/sh -c.")]
    public string? Shell { get; init; }

    /// <summary>Whether the command is run again when it ends.</summary>
    [Option("restart", Default = false, Summary = "Run the command again when it ends.")]
    public bool Restart { get; init; }

    /// <summary>The wait before the command is run again.</summary>
    [Option("restartThrottle", Default = 10_000L, Unit = "ms", Summary = "Wait before the command is run again.")]
    public long RestartThrottle { get; init; }

    /// <summary>Whether lines of the standard error output are logged.</summary>
    [Option("logStdErr", Default = false, Summary = "Log each line of the command's standard error output; it is read in any case.")]
    public bool LogStdErr { get; init; }

    /// <summary>The most lines of one put.</summary>
    [Option("batchSize", Default = 20, Unit = "events", Summary = "Lines per channel transaction; below 1: each by itself.")]
    [BatchSize]
    public int BatchSize { get; init; }

    /// <summary>How long lines may wait for a batch to become full.</summary>
    [Option("batchTimeout", Default = 3000L, Unit = "ms",
        Summary = "Put an unfinished batch when so long nothing was put; 0 or less: at once.")]
    public long BatchTimeout { get; init; }

    /// <summary>The charset of the command's output, and of the bodies.</summary>
    [Option("charset", Default = "UTF-8", Summary = "Charset of the command's output and of the bodies.")]
    public Charset Charset { get; init; } = null!;
}
