using System.Globalization;
using FlumePlug.Sdk;

namespace FlumePlug.FileChannel.Tools;

/// <summary><c>channel inspect</c>: says what is in the files, of a running channel too.</summary>
internal static class InspectChannel
{
    public static int Run(ToolCall call)
    {
        var places = call.FindPlaces();
        var user = call.UserOf(places);
        var survey = call.Look(places, new SurveyDepth(ReadsEvents: false));
        call.Output.WriteLine($"channel     {survey.Channel?.ToString() ?? "unknown"}, format version {SegmentHeader.Version}{(user is null ? "" : ", " + user)}");
        TellCheckpoint(call, survey);
        foreach (var directory in places.DataDirectories)
            call.Output.WriteLine($"data        {directory}: {Numbers.Count(survey.In(directory).Count(), "segment")}, "
                + $"{Numbers.Bytes(survey.In(directory).Sum(segment => segment.Length))}{Beside(places, directory)}");
        TellWaiting(call, survey);
        TellKeys(call, survey);
        foreach (var segment in survey.Segments)
            call.Output.WriteLine(Describe(segment));
        foreach (var path in survey.Foreign)
            call.Output.WriteLine($"foreign     {path}");
        if (user is not null && survey.Findings.Count > 0)
            call.Output.WriteLine("What follows may be the agent's work that is not finished: stop it to be certain.");
        foreach (var finding in survey.Findings)
            call.Output.WriteLine($"damage      {finding}");
        return survey.Findings.Count == 0 || user is not null ? 0 : 1;
    }

    private static void TellCheckpoint(ToolCall call, ChannelSurvey survey)
    {
        if (survey.CheckpointPath is not { } path)
        {
            call.Output.WriteLine("checkpoint  none: a start reads all segments");
            return;
        }
        var written = new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
        call.Output.WriteLine($"checkpoint  {path}: {Time(written)}, {Numbers.Age(call.Context.Time.GetUtcNow() - written)}, generation "
            + $"{survey.Checkpoint!.Generation}{(survey.Checkpoint.IsFinal ? ", written when the channel was closed" : "")}"
            + Beside(survey.Places, Path.GetDirectoryName(path)!));
    }

    private static void TellWaiting(ToolCall call, ChannelSurvey survey)
    {
        var waiting = survey.Waiting;
        if (survey.IsOpaque)
            call.Output.WriteLine($"events      {Numbers.Count(waiting.Count, "event")} at most: what was taken is encrypted; give the keys with --encryption.keyProvider");
        else
            call.Output.WriteLine($"events      {Numbers.Count(waiting.Count, "event")} waiting"
                + $"{(waiting.IsEmpty ? "" : $", numbers {waiting.Ranges[0].First} to {waiting.Ranges[^1].End - 1}")}; the next one is number {survey.NextSequence}");
    }

    private static void TellKeys(ToolCall call, ChannelSurvey survey)
    {
        foreach (var (key, count) in survey.Segments.Where(one => one.Segment.Header.Encryption is not null)
            .CountBy(one => one.Segment.Header.Encryption!.KeyAlias))
            call.Output.WriteLine($"key         {key}: {Numbers.Count(count, "segment")}");
    }

    private static string Describe(SurveyedSegment surveyed)
    {
        var header = surveyed.Segment.Header;
        var events = surveyed.Events == 0 ? "no events"
            : $"{Numbers.Count(surveyed.Events, "event")}, numbers {surveyed.Numbers.First} to {surveyed.Numbers.End - 1}, in {Numbers.Count(surveyed.EventRecords, "record")}";
        return $"segment     {surveyed.Segment.Path}: {Time(header.Created)}, lane {header.Lane + 1} of {header.Lanes}, {events}; "
            + $"{Numbers.Count(surveyed.TakeRecords, "record")} of takes; ends at {surveyed.End} of {Numbers.Bytes(surveyed.Length)}"
            + $"{(header.Encryption is { } encryption ? $"; key {encryption.KeyAlias}" : "")}"
            + $"{(surveyed.Cut > 0 ? $"; behind its end {Numbers.Bytes(surveyed.Cut)} of a write that was cut short" : "")}";
    }

    private static string Beside(ChannelPlaces places, string directory) => places.FoundBeside.Contains(directory) ? " (found beside)" : "";

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
