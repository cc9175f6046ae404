namespace FlumePlug.FileChannel.Tools;

/// <summary><c>channel verify</c>: reads every record of a channel that no agent uses, and changes nothing.</summary>
internal static class VerifyChannel
{
    public static int Run(ToolCall call)
    {
        var places = call.FindPlaces();
        call.Lock(places, null);
        var survey = call.Look(places, Depth(call));
        Tell(call, survey);
        if (survey.Findings.Count > 0)
            call.Output.WriteLine("'flumeplug channel repair' says what it would do; with --repair it does it.");
        return survey.Findings.Count == 0 ? 0 : 1;
    }

    public static SurveyDepth Depth(ToolCall call) => new(ReadsEvents: true,
        call.CreateValidator(call.Arguments["validator"], call.Arguments.Below("validator.")));

    /// <summary>What was read, and everything that is wrong.</summary>
    public static void Tell(ToolCall call, ChannelSurvey survey)
    {
        call.Output.WriteLine($"{Numbers.Count(survey.Segments.Count, "segment")} with {Numbers.Count(survey.Segments.Sum(one => one.EventRecords + one.TakeRecords), "record")} "
            + $"and {Numbers.Count(survey.Counts.Puts, "event")} read; {Numbers.Count(survey.Waiting.Count, "event")} waiting.");
        foreach (var cut in survey.Segments.Where(segment => segment.Cut > 0))
            call.Output.WriteLine($"{cut.Segment.Path}: the last write was cut short and nobody was told that it is stored; {Numbers.Bytes(cut.Cut)} left out");
        foreach (var finding in survey.Findings)
            call.Output.WriteLine($"{finding}");
        if (survey.Findings.Count > 0)
            call.Output.WriteLine($"{Numbers.Count(survey.Findings.Count, "damage")}, {Numbers.Count(survey.Affected.Count, "waiting event")} affected.");
        else
            call.Output.WriteLine("No damage.");
    }
}
