using System.Diagnostics;
using System.Globalization;
using FlumePlug.Script.Verbs.Trying;
using FlumePlug.Sdk;

namespace FlumePlug.Script.Verbs;

/// <summary><c>script bench</c>: what a script costs per event, with what the agent does around it.</summary>
internal static class BenchScript
{
    private const int BatchSize = 1000;
    private const int Warming = 5;

    public static async ValueTask<int> RunAsync(VerbCall call, VerbArguments arguments, CancellationToken cancellationToken)
    {
        var seconds = VerbArguments.WholeNumber("seconds", arguments["seconds"] ?? "3");
        IReadOnlyList<TriedEvent> events = arguments["input"] is { } input ? EventFile.Read(input) : [new(Headers.Empty, "ERROR disk full"u8.ToArray())];
        if (events.Count == 0)
            throw new InvalidDataException("there is no event in the input");
        var compiling = Stopwatch.StartNew();
        await using var script = new ScriptTry(arguments.Setting(arguments.Single("script")));
        call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ready after {compiling.Elapsed.TotalMilliseconds:0} ms (compiled, or from the cache)"));
        using var source = EventBatch.Create();
        for (var i = 0; i < BatchSize; i++)
            source.AddCopy(events[i % events.Count].Headers, events[i % events.Count].Body);
        // Until the code is as fast as it gets: tiers are changed by calls and in the background.
        for (var warming = Stopwatch.StartNew(); warming.Elapsed.TotalSeconds < (double)seconds / Warming;)
            await script.RunOnceAsync(source, cancellationToken);
        var (batches, allocated, running) = (0L, GC.GetTotalAllocatedBytes(precise: true), Stopwatch.StartNew());
        for (; running.Elapsed.TotalSeconds < seconds; batches++)
            await script.RunOnceAsync(source, cancellationToken);
        var (elapsed, count) = (running.Elapsed, (double)batches * BatchSize);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{elapsed.TotalNanoseconds / count:0} ns and {allocated / count:0.0} B per event, {count / elapsed.TotalSeconds:#,0} events/s (batches of {BatchSize} events, {elapsed.TotalSeconds:0.0} s)"));
        return 0;
    }
}
