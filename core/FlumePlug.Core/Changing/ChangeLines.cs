using FlumePlug.Core.Pipeline;

namespace FlumePlug.Core.Changing;

/// <summary>Tells a change of graphs in words.</summary>
internal static class ChangeLines
{
    public static IEnumerable<ChangeLine> Of(AgentGraph from, AgentGraph to, GraphDifference difference)
    {
        foreach (var channel in from.Channels)
            yield return to.Channels.FirstOrDefault(next => next.Name == channel.Name) is not { } next ? Stop(channel)
                : next == channel ? new("keep", channel.Component.Label) : Change(new(channel, next));
        foreach (var channel in difference.NewChannels)
            yield return new("start", channel.Component.Label);

        var (before, after) = (from.Turns.ToList(), to.Turns.ToList());
        foreach (var sink in before)
            yield return after.Find(next => next.Name == sink.Name) is not { } next ? new("stop", sink.Component.Label)
                : next.Component != sink.Component ? new("restart", sink.Component.Label, Cause(sink.Component.Origin, next.Component.Origin))
                : IsDrivenAnew(sink, difference) ? new("keep", sink.Component.Label, "its channel or group changes")
                : new("keep", sink.Component.Label);
        foreach (var sink in after.Where(sink => before.TrueForAll(old => old.Name != sink.Name)))
            yield return new("start", sink.Component.Label);

        foreach (var source in from.Sources)
            yield return to.Sources.FirstOrDefault(next => next.Runner.Name == source.Runner.Name) is { } next ? Change(source, next)
                : new("stop", source.Runner.Component.Label);
        foreach (var source in to.Sources.Where(source => from.Sources.All(old => old.Runner.Name != source.Runner.Name)))
            yield return new("start", source.Runner.Component.Label);
    }

    private static ChangeLine Stop(ChannelHost channel) => new("stop", channel.Component.Label, channel.Attributes.Durable
        ? "its events stay where they are"
        : "at risk: events that its sinks have not taken in 5 s, held in memory only, refuse the change");

    private static ChangeLine Change(ChannelPair pair) => new("change", pair.Old.Component.Label, ChannelSuccession.EventsStay(pair)
        ? "closed and opened anew, its events stay where they are"
        : (pair.Old.Attributes.Durable, pair.New.Attributes.Durable) is (true, false)
            ? "at risk: events in it, held durably, refuse the change"
            : "keeps its events: resized in place, or emptied into its successor; those that do not fit refuse the change");

    private static ChangeLine Change(SourceNode old, SourceNode next)
    {
        var label = old.Runner.Component.Label;
        if (old.Runner != next.Runner)
            return new("restart", label, Cause(old.Runner.Component.Origin, next.Runner.Component.Origin));
        string[] changes =
        [
            .. old.Path.Interceptors.All.SequenceEqual(next.Path.Interceptors.All) ? Array.Empty<string>() : ["interceptors"],
            .. old.Path.Selector == next.Path.Selector ? Array.Empty<string>() : ["selector"],
            .. old.Path.Channels.Select(channel => channel.Name).SequenceEqual(next.Path.Channels.Select(channel => channel.Name)) ? Array.Empty<string>() : ["channels"],
        ];
        return changes.Length == 0 ? new("keep", label) : new("change", label, $"{string.Join(", ", changes)}; the source itself runs on");
    }

    private static bool IsDrivenAnew(SinkTurn sink, GraphDifference difference) =>
        difference.LeavingRunners.Any(runner => runner.Members.Contains(sink));

    private static string? Cause(Origin? old, Origin? next) =>
        old is not null && next is not null && old.Entry.Component.ClassName == next.Entry.Component.ClassName && old.Options.SameTexts(next.Options)
            ? "its plugin was replaced" : null;
}
