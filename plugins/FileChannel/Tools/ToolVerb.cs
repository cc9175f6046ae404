using FlumePlug.Sdk;

namespace FlumePlug.FileChannel.Tools;

/// <summary><c>flumeplug tool fcintegritytool</c>: verify and repair under Flume's command line and with its summary.</summary>
[Verb("tool", Summary = "Flume's tools: fcintegritytool.")]
public sealed class ToolVerb(ComponentContext context) : IVerb
{
    private const string Name = "FCINTEGRITYTOOL";

    private const string Usage =
        """
        Usage: flumeplug tool fcintegritytool -l DIR[,DIR...] [-e VALIDATOR] [-DNAME=VALUE...] [--repair]
          -l, --dataDirs        the data directories of one file channel, separated by commas
          -e, --eventValidator  an event validator of a plugin; the -D are its options. Default: NOOP
          --repair              take damaged and rejected events out; without it nothing is written
          -h                    this text
          Encrypted channels: --encryption.keyProvider TYPE --encryption.keyProvider.OPTION VALUE.
        The same as 'flumeplug channel verify' and 'repair', which say more.

        """;

    /// <inheritdoc/>
    public async ValueTask<int> RunAsync(VerbCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Arguments is not [var tool, ..] || tool.StartsWith('-'))
        {
            await call.Errors.WriteAsync(Usage);
            return 1;
        }
        if (!tool.Equals(Name, StringComparison.OrdinalIgnoreCase))
            throw new InvalidDataException($"Cannot find tool matching {tool}. Please select one of: {Name}");
        if (call.Arguments.Any(argument => argument is "-h" or "--help"))
        {
            await call.Output.WriteAsync(Usage);
            return 0;
        }
        var arguments = new ToolArguments(call.Arguments.Skip(1), name => name is "repair" ? false
            : name is "l" or "dataDirs" or "e" or "eventValidator" || name.StartsWith("encryption.", StringComparison.Ordinal) ? true : null);
        using var opened = new ToolCall(call, arguments, context, new LocalDisk(), cancellationToken);
        try
        {
            return Run(opened);
        }
        catch (ConfigurationException wrong)
        {
            throw new InvalidDataException(wrong.Message, wrong);
        }
        finally
        {
            opened.Progress.End();
        }
    }

    private int Run(ToolCall call)
    {
        var directories = (call.Arguments["l"] ?? call.Arguments["dataDirs"])?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            ?? throw new InvalidDataException("-l is missing: the data directories of the channel, separated by commas");
        if (Array.Find(directories, directory => !Directory.Exists(directory)) is { } missing)
            throw new InvalidDataException($"Data directory, {missing} does not exist.");
        var places = call.FindPlaces(directories);
        var writes = call.Arguments.Has("repair");
        call.Lock(places, writes ? $"flumeplug tool fcintegritytool, process {Environment.ProcessId}" : null);
        var depth = new SurveyDepth(ReadsEvents: true, call.CreateValidator(call.Arguments["e"] ?? call.Arguments["eventValidator"], context.Properties));
        var survey = call.Look(places, depth);
        WriteSummary(call.Output, survey.Counts);
        foreach (var finding in survey.Findings)
            call.Output.WriteLine($"{finding}");
        if (survey.Findings.Count == 0)
            return 0;
        if (writes)
            return RepairChannel.Mend(call, places, depth, survey, givesUpMissing: false);
        call.Output.WriteLine("Nothing was written; add --repair to take out what cannot be read.");
        return 1;
    }

    private static void WriteSummary(TextWriter output, EventCounts counts)
    {
        output.WriteLine("---------- Summary --------------------");
        output.WriteLine($"Number of Events in the Channel = {counts.All}");
        output.WriteLine($"Number of Put Events Processed = {counts.Puts}");
        output.WriteLine($"Number of Valid Put Events = {counts.Valid}");
        output.WriteLine($"Number of Invalid Put Events = {counts.Invalid}");
        output.WriteLine($"Number of Put Events that threw Exception during validation = {counts.Thrown}");
        output.WriteLine($"Number of Corrupt Events = {counts.Corrupt}");
        output.WriteLine("---------------------------------------");
    }
}
