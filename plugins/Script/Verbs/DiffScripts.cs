using FlumePlug.Script.Verbs.Trying;
using FlumePlug.Sdk;

namespace FlumePlug.Script.Verbs;

/// <summary><c>script diff</c>: two scripts over the same events, and where they do not do the same.</summary>
internal static class DiffScripts
{
    public static async ValueTask<int> RunAsync(VerbCall call, VerbArguments arguments, CancellationToken cancellationToken)
    {
        if (arguments.Values is not [var oldFile, var newFile])
            throw new FormatException("give two scripts, OLD and NEW");
        var events = EventFile.Read(arguments["input"]);
        await using var before = new ScriptTry(arguments.Setting(oldFile));
        await using var after = new ScriptTry(arguments.Setting(newFile));
        if (before.Kind != after.Kind)
            throw new InvalidDataException($"{oldFile} and {newFile} cannot be compared: one is a selector's script, the other is not");
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < events.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (one, other) = (await before.RunAsync(events[i], cancellationToken), await after.RunAsync(events[i], cancellationToken));
            if (one.IsSame(other))
                continue;
            call.Output.WriteLine($"{i + 1,5}  {events[i]}");
            foreach (var line in one.Lines(events[i]))
                call.Output.WriteLine($"  old  {line}");
            foreach (var line in other.Lines(events[i]))
                call.Output.WriteLine($"  new  {line}");
            var kind = KindOf(one, other);
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
        }
        var different = kinds.Values.Sum();
        call.Output.WriteLine($"{events.Count} events: {events.Count - different} the same, {different} different"
            + (different == 0 ? "." : $" ({string.Join(", ", kinds.Select(kind => $"{kind.Value} {kind.Key}"))})."));
        return different == 0 ? 0 : 1;
    }

    private static string KindOf(Outcome one, Outcome other) => (one, other) switch
    {
        ({ Error: null }, { Error: not null }) => "now failing",
        ({ Error: not null }, { Error: null }) => "no longer failing",
        ({ Error: not null }, _) => "failing otherwise",
        ({ IsDropped: false }, { IsDropped: true }) => "now dropped",
        ({ IsDropped: true }, { IsDropped: false }) => "no longer dropped",
        ({ Route: not null }, _) => "routed otherwise",
        _ => "changed otherwise",
    };
}
