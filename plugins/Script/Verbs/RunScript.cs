using FlumePlug.Script.Verbs.Trying;
using FlumePlug.Sdk;

namespace FlumePlug.Script.Verbs;

/// <summary><c>script run</c>: each event before and after.</summary>
internal static class RunScript
{
    public static async ValueTask<int> RunAsync(VerbCall call, VerbArguments arguments, CancellationToken cancellationToken)
    {
        var events = EventFile.Read(arguments["input"]);
        await using var script = new ScriptTry(arguments.Setting(arguments.Single("script")));
        var (unchanged, changed, dropped, routed, failed) = (0, 0, 0, 0, 0);
        for (var i = 0; i < events.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var outcome = await script.RunAsync(events[i], cancellationToken);
            call.Output.WriteLine($"{i + 1,5}  {events[i]}");
            foreach (var line in outcome.Logged)
                call.Output.WriteLine($"  log  {line}");
            foreach (var line in outcome.Lines(events[i]))
                call.Output.WriteLine($"   ->  {line}");
            _ = outcome switch
            {
                { Error: not null } => failed++,
                { IsDropped: true } => dropped++,
                { Route: not null } => routed++,
                { Events: [var one] } when one.Equals(events[i]) => unchanged++,
                _ => changed++,
            };
        }
        var did = script.Kind == ScriptKind.Selector ? $"{routed} routed" : $"{changed} changed, {unchanged} unchanged";
        call.Output.WriteLine($"{events.Count} events: {did}, {dropped} dropped, {failed} failed.");
        return failed > 0 ? 1 : 0;
    }
}
