namespace FlumePlug.FileChannel.Tools;

/// <summary><c>channel export</c>: the waiting events of a channel that no agent uses, as JSON lines; they stay where they are.</summary>
internal static class ExportChannel
{
    public static int Run(ToolCall call)
    {
        var places = call.FindPlaces();
        call.Lock(places, null);
        var survey = call.Look(places, new SurveyDepth(ReadsEvents: true));
        var events = new WaitingEvents(new ReadingDisk(call.Disk), survey, call.CancellationToken);
        if (call.Arguments["output"] is { } path)
        {
            using var file = new StreamWriter(path);
            var count = events.Write(survey.Waiting, file);
            call.Output.WriteLine($"{Numbers.Count(count, "event")} written to {path}.");
        }
        else
            _ = events.Write(survey.Waiting, call.Output);
        foreach (var finding in survey.Findings)
            call.Errors.WriteLine($"{finding}");
        return survey.Findings.Count == 0 ? 0 : 1;
    }
}
