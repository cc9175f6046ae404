namespace FlumePlug.FileChannel.Tools;

/// <summary><c>channel repair</c>: says what is damaged and which events that concerns, and mends it with <c>--repair</c>.</summary>
internal static class RepairChannel
{
    public static int Run(ToolCall call)
    {
        var places = call.FindPlaces();
        var writes = call.Arguments.Has("repair");
        call.Lock(places, writes ? $"flumeplug channel repair, process {Environment.ProcessId}" : null);
        var depth = VerifyChannel.Depth(call);
        var survey = call.Look(places, depth);
        VerifyChannel.Tell(call, survey);
        if (survey.Findings.Count == 0)
            return 0;
        if (writes)
            return Mend(call, places, depth, survey, call.Arguments.Has("give-up-missing"));
        call.Output.WriteLine("Nothing was written. With --repair what cannot be read is taken out; a copy of every file that changes is kept in a folder "
            + $"{Quarantine.Prefix}... beside it." + (survey.Findings.Exists(finding => finding.IsAbsence) ? " " + BringBack : ""));
        return 1;
    }

    /// <summary>Mends what was found. Returns the exit code.</summary>
    public static int Mend(ToolCall call, ChannelPlaces places, SurveyDepth depth, ChannelSurvey survey, bool givesUpMissing)
    {
        if (!givesUpMissing && survey.Findings.Exists(finding => finding.IsAbsence))
        {
            call.Errors.WriteLine("Nothing was written. " + BringBack);
            return 1;
        }
        Keep(places, survey, call);
        var known = places with { Keys = places.Keys.WithActive(NewestKey(survey)) };
        new ChannelRepair(call.Disk, known, () => call.Look(known, depth), call.Progress, call.Context.Time, call.Context.Logger, call.Output.WriteLine).Run(survey);
        var after = call.Look(known, depth);
        foreach (var finding in after.Findings)
            call.Errors.WriteLine($"{finding}");
        call.Output.WriteLine(after.Findings.Count == 0
            ? $"Repaired: {Numbers.Count(after.Waiting.Count, "event")} waiting, {Numbers.Count(survey.Affected.Count, "event")} given up."
            : "Not all could be repaired.");
        return after.Findings.Count == 0 ? 0 : 1;
    }

    private const string BringBack = "Something is missing that may yet be brought back: mount the disk, or name all data directories. To go on "
        + "without it for good, add --give-up-missing.";

    // Events that are readable and nevertheless taken out are kept as text.
    private static void Keep(ChannelPlaces places, ChannelSurvey survey, ToolCall call)
    {
        if (survey.Findings.Find(finding => finding.Trouble == Trouble.RejectedEvents) is not { } rejected)
            return;
        var quarantine = new Quarantine(call.Disk, call.Context.Time.GetUtcNow());
        var path = quarantine.PlaceFor(Path.Combine(places.DataDirectories[0], "rejected.jsonl"));
        using (var file = new StreamWriter(path))
            new WaitingEvents(new ReadingDisk(call.Disk), survey, call.CancellationToken).Write(rejected.Events, file);
        call.Output.WriteLine($"The rejected events are kept in {path}.");
    }

    private static string? NewestKey(ChannelSurvey survey) => survey.Segments.Select(one => one.Segment.Header)
        .OrderBy(header => header.Generation).LastOrDefault(header => header.Encryption is not null)?.Encryption!.KeyAlias;
}
