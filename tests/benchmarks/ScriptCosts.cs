using System.Diagnostics;
using System.Globalization;
using System.Text;
using FlumePlug.Script;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Benchmarks;

/// <summary>
/// What scripts cost, beside compiled interceptors that do the same: processor time, in turns, so that others on the machine matter
/// little.
/// </summary>
internal static class ScriptCosts
{
    private const int BatchSize = 1000;
    private const int Rounds = 9;
    private const int Errors = 10;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public static async Task ShowAsync()
    {
        // The agent looks for compiled scripts there: neither the user's own nor those of the run before.
        Environment.SetEnvironmentVariable("XDG_CACHE_HOME", Directory.CreateTempSubdirectory("flumeplug-cache-").FullName);
        ShowCompiling();
        await CompareAsync("route by a header, event not changed", """if (Headers["level"] == "error") Headers["route"] = "alerts";""",
            new CompiledHeaderRoute(), Batch(error: "fine"), 150, 0);
        await CompareAsync("route by a JSON field, 1 in 10 changed", """if (Json["level"] == "error") Headers["route"] = "alerts";""",
            new CompiledJsonRoute(), Batch(error: "error"), 0, 1.5);
        await CompareAsync("route by a JSON field within another", """if (Json["user"]["name"] == "nobody") Headers["route"] = "alerts";""",
            new CompiledNestedJsonRoute(), Batch(error: "error"), 0, 1.5);
        await ShowStartAsync();
        Directory.Delete(Environment.GetEnvironmentVariable("XDG_CACHE_HOME")!, recursive: true);
    }

    private static void ShowCompiling()
    {
        var times = Enumerable.Range(0, 31).Select(number => Timed(() => Interceptor($"Headers[\"number\"] = \"{number}\";"))).ToList();
        var later = times[10..].OrderBy(time => time.Clock).ElementAt(10);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"first script compiled after {times[0].Clock:0} ms, {times[0].Processor:0} ms of processor (target 1500), later ones after {later.Clock:0} ms, {later.Processor:0} ms of processor (50)"));
    }

    private static (double Clock, double Processor) Timed(Action act)
    {
        var (since, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        act();
        return (Stopwatch.GetElapsedTime(since).TotalMilliseconds, (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds);
    }

    private static ScriptInterceptor Interceptor(string code) =>
        new(new ScriptInterceptorOptions { Code = code, TimeoutMs = 5000 }, new TestComponentContext("r1"));

    // Typical lines of a log as JSON; the field stands in the middle.
    private static EventBatch Batch(string error)
    {
        var batch = EventBatch.Create();
        for (var i = 0; i < BatchSize; i++)
        {
            var level = i % Errors == 0 ? error : "info";
            batch.AddCopy(Headers.Empty.With("host", "web-1").With("level", level), Encoding.UTF8.GetBytes(
                $$"""{"time":"2026-11-21T18:35:{{i % 60:00}}.123Z","host":"web-{{i % 7}}","user":{"id":{{i}},"name":"user {{i}}"},"level":"{{level}}","message":"GET /orders/{{i}} took {{i % 90}} ms","status":200}"""));
        }
        return batch;
    }

    private static async Task CompareAsync(string what, string code, IInterceptor compiled, EventBatch source, double limit, double most)
    {
        await using var script = Interceptor(code);
        IInterceptor?[] subjects = [script, compiled, null];
        var (times, allocated) = (subjects.Select(_ => new List<double>()).ToArray(), new double[subjects.Length]);
        foreach (var subject in subjects)
            await RunAsync(subject, source, WarmUp);
        for (var round = 0; round < Rounds; round++)
            for (var i = 0; i < subjects.Length; i++)
            {
                var before = GC.GetTotalAllocatedBytes(precise: true);
                var (nanoseconds, events) = await RunAsync(subjects[i], source, Turn);
                times[i].Add(nanoseconds / events);
                allocated[i] = (GC.GetTotalAllocatedBytes(precise: true) - before) / events;
            }
        var medians = times.Select(all => all.Order().ElementAt(Rounds / 2)).ToArray();
        // What both have in common: each round needs a fresh copy of the batch.
        var (scripted, byHand) = (medians[0] - medians[2], medians[1] - medians[2]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: script {scripted:0} ns{(limit > 0 ? $" (target {limit:0})" : "")}, {allocated[0] - allocated[2]:0.00} B; compiled by hand {byHand:0} ns, {allocated[1] - allocated[2]:0.00} B; {scripted / byHand:0.00} times as long{(most > 0 ? $" (target {most:0.0})" : "")}"));
    }

    private static async Task<(double Nanoseconds, double Events)> RunAsync(IInterceptor? interceptor, EventBatch source, TimeSpan processor)
    {
        var (begin, used, batches) = (Environment.CpuUsage.TotalTime, TimeSpan.Zero, 0);
        for (; used < processor; used = Environment.CpuUsage.TotalTime - begin, batches++)
        {
            using var batch = EventBatch.Create();
            batch.Add(source, 0, source.Count);
            if (interceptor is not null)
                await interceptor.InterceptAsync(batch, CancellationToken.None);
        }
        return (used.TotalNanoseconds, (double)batches * source.Count);
    }

    private static async Task ShowStartAsync()
    {
        const string Script = "\ninterceptors = i1\ninterceptors.i1.type = script\ninterceptors.i1.code = if (Text.StartsWith(\"ERROR\")) Headers[\"level\"] = \"error\";";
        await ShowStartAsync("without a script", "", "");
        await ShowStartAsync("with a script, first start", Script, "");
        await ShowStartAsync("with a script, compiled before", Script, " (targets 0.6 and 80)");
    }

    private static async Task ShowStartAsync(string what, string interceptor, string targets)
    {
        var configuration = Configurations.Of(Configurations.Netcat(AgentProcess.FreePort(), acknowledge: true) + interceptor,
            Configurations.FlumesDefaultChannel, "type = logger");
        var since = Stopwatch.GetTimestamp();
        using var agent = await AgentProcess.StartAsync(configuration, monitored: false);
        var (started, processor) = (Stopwatch.GetElapsedTime(since), agent.ProcessorSeconds());
        await Task.Delay(TimeSpan.FromSeconds(2));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"an agent {what}: started after {started.TotalSeconds:0.00} s, {processor:0.00} s of processor, idle {agent.ResidentBytes() / 1048576.0:0} MB{targets}"));
    }
}
