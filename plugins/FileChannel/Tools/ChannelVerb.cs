using FlumePlug.Sdk;

namespace FlumePlug.FileChannel.Tools;

/// <summary><c>flumeplug channel</c>: looks at the files of a file channel, checks, repairs and exports them.</summary>
[Verb("channel", Summary = "Look at the files of a file channel: inspect, verify, repair, export.")]
public sealed class ChannelVerb : IVerb
{
    private const string Usage =
        """
        Usage:
          flumeplug channel inspect CHANNEL    what is in the files: segments, waiting events, checkpoint, keys; also while an agent runs
          flumeplug channel verify CHANNEL     read every record and event
          flumeplug channel repair CHANNEL     say what is damaged and which events that concerns
                            --repair             and mend it: what cannot be read is taken out, the files that change are kept
                            --give-up-missing    also where a segment or directory is missing
          flumeplug channel export CHANNEL     the waiting events as JSON lines; they stay where they are
                            --output FILE        into a file
        CHANNEL is one or more of its directories, of checkpoint or data, or one that holds them; those of the same channel beside
        them are found. Or --conf FILE [--name AGENT] [--channel NAME].
        Encrypted channels without --conf: --encryption.keyProvider TYPE --encryption.keyProvider.OPTION VALUE, as in the configuration.
        verify and repair: --validator TYPE [--validator.OPTION VALUE] judges every event with an event validator of a plugin.
        Nothing is ever written without --repair, nor while an agent uses the channel.
        Exit codes: 0 fine, 1 it failed or something is damaged, 2 wrong usage.

        """;

    private static readonly (string Name, Func<ToolCall, int> Run, string[] Options, string[] Flags)[] Words =
    [
        ("inspect", InspectChannel.Run, [], []),
        ("verify", VerifyChannel.Run, ["validator"], []),
        ("repair", RepairChannel.Run, ["validator"], ["repair", "give-up-missing"]),
        ("export", ExportChannel.Run, ["output"], []),
    ];

    private readonly ComponentContext _context;
    private readonly Disk _disk;

    /// <summary>The tools over this machine's disks.</summary>
    public ChannelVerb(ComponentContext context)
        : this(context, new LocalDisk())
    {
    }

    internal ChannelVerb(ComponentContext context, Disk disk) => (_context, _disk) = (context, disk);

    /// <inheritdoc/>
    public async ValueTask<int> RunAsync(VerbCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Arguments.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            await call.Output.WriteAsync(Usage);
            return 0;
        }
        var word = call.Arguments is [var first, ..] ? Array.FindIndex(Words, known => known.Name == first) : -1;
        if (word < 0)
        {
            await call.Errors.WriteAsync(Usage);
            return 2;
        }
        var (_, run, options, flags) = Words[word];
        var arguments = new ToolArguments(call.Arguments.Skip(1), name => flags.Contains(name) ? false
            : name is "conf" or "name" or "channel" || name.StartsWith("encryption.", StringComparison.Ordinal) || options.Contains(name)
                || (options.Contains("validator") && name.StartsWith("validator.", StringComparison.Ordinal)) ? true : null);
        using var tool = new ToolCall(call, arguments, _context, _disk, cancellationToken);
        try
        {
            return run(tool);
        }
        catch (ConfigurationException wrong)
        {
            throw new InvalidDataException(wrong.Message, wrong);
        }
        finally
        {
            tool.Progress.End();
        }
    }
}
