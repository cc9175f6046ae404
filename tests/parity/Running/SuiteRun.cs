using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using System.Text;
using FlumePlug.Parity.Cases;
using FlumePlug.Parity.Observing;

namespace FlumePlug.Parity.Running;

/// <summary>
/// One suite, in one agent after the other: the same file at the same place, the same ports, fresh directories.
/// </summary>
public sealed class SuiteRun(Suite suite)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan BeansSettle = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(300);
    private readonly int metricsPort = Ports.Free();
    private readonly Dictionary<string, Placeholders> placeholders = new(StringComparer.Ordinal);
    private readonly string directory = Path.Combine(
        Path.GetTempPath(), $"flumeplug-parity-{Environment.ProcessId}", FileName(suite));

    /// <summary>
    /// What each case showed once the agent came to rest. With <paramref name="agrees"/> the run ends as soon as every
    /// case satisfies it, for this is what the other agent's rest looked like.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, Observation>> ObserveAsync(
        Subject subject, Func<ParityCase, Observation, bool>? agrees)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        Prepare();
        var file = Path.Combine(directory, "flume.conf");
        await File.WriteAllTextAsync(file, Text(), Encoding.Latin1, deadline.Token);

        var environment = suite.Cases.SelectMany(one => one.Environment);
        await using var agent = AgentProcess.Start(subject, Arguments(file), environment, directory);
        using var metrics = new MetricsPage(metricsPort);
        var runs = suite.Cases.Select(one => new CaseRun(one, placeholders[one.Name], agent, metrics)).ToList();
        try
        {
            await StartedAsync(agent, metrics, deadline.Token);
            using var steps = new CancellationTokenSource(Deadline * 0.7);
            var running = Task.WhenAll(runs.Select(run => run.RunStepsAsync(steps.Token)));
            var seen = await AtRestAsync(runs, running, agrees, deadline.Token);
            await agent.StopAsync();
            return runs.ToDictionary(run => run.Case.Name, run => seen[run.Case.Name].And(Observer.LeftBehind(run)));
        }
        finally
        {
            await agent.StopAsync();
            runs.ForEach(run => run.Dispose());
            KeepLog(subject, agent);
        }
    }

    private static async Task StartedAsync(AgentProcess agent, MetricsPage metrics, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        while (agent.ExitCode is null && clock.Elapsed < Poll.Deadline && await metrics.ReadAsync(cancellation) is null)
            await Task.Delay(50, cancellation);

        // Flume's sources listen first, and then set their counters to 0 and show their bean: what comes in between is not counted.
        var beans = -1;
        var since = Stopwatch.StartNew();
        while (agent.ExitCode is null && clock.Elapsed < Poll.Deadline && since.Elapsed < BeansSettle)
        {
            var now = (await metrics.ReadAsync(cancellation))?.Keys.Count(bean => bean.StartsWith("SOURCE.", StringComparison.Ordinal)) ?? 0;
            if (now != beans)
                since.Restart();
            beans = now;
            await Task.Delay(50, cancellation);
        }
    }

    /// <summary>Polls until the steps are done and each case agrees with the reference, or has not changed for a while.</summary>
    private async Task<Dictionary<string, Observation>> AtRestAsync(
        List<CaseRun> runs, Task steps, Func<ParityCase, Observation, bool>? agrees, CancellationToken deadline)
    {
        var rests = runs.ConvertAll(run => new Rest(run));
        while (true)
        {
            var beans = await runs[0].Metrics.ReadAsync(CancellationToken.None) ?? MetricsPage.Nothing;
            var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners();
            var listening = listeners.Select(one => one.Port).ToHashSet();
            foreach (var rest in rests) rest.Look(beans, listening);
            var late = deadline.IsCancellationRequested;
            if (late || (steps.IsCompleted && rests.TrueForAll(rest => rest.IsReached(agrees))))
                return rests.ToDictionary(rest => rest.Run.Case.Name, rest => rest.Seen(late && !rest.IsReached(agrees)));
            await Task.Delay(PollInterval, CancellationToken.None);
        }
    }

    private void Prepare()
    {
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        foreach (var one in suite.Cases)
        {
            if (!placeholders.TryGetValue(one.Name, out var filled))
                placeholders[one.Name] = filled = new Placeholders(one, Path.Combine(directory, one.Name), metricsPort);
            Directory.CreateDirectory(filled.Directory);
            foreach (var watched in one.Directories.Where(watched => watched.Create))
                Directory.CreateDirectory(Path.Combine(filled.Directory, watched.Name));
            foreach (var file in one.Preparation) (file with { Bytes = filled.Fill(file.Bytes) }).Write(filled.Directory);
        }
    }

    private string Text() => string.Concat(suite.Fragments().Select(part => placeholders[part.Case.Name].Fill(part.Text)));

    private IEnumerable<string> Arguments(string file) =>
    [
        "--name", "a1", "--conf-file", file, "--no-reload-conf",
        "-Dflume.monitoring.type=http", string.Create(CultureInfo.InvariantCulture, $"-Dflume.monitoring.port={metricsPort}"),
        .. suite.Cases.SelectMany(one => one.Arguments.SelectMany(argument => placeholders[one.Name].Fill(argument).Split(' '))),
    ];

    private void KeepLog(Subject subject, AgentProcess agent)
    {
        var logs = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "parity")).FullName;
        File.WriteAllLines(Path.Combine(logs, $"{FileName(suite)}.{subject.Name.Replace(' ', '-')}.log"), agent.Log());
        File.Copy(Path.Combine(directory, "flume.conf"), Path.Combine(logs, $"{FileName(suite)}.conf"), overwrite: true);
        Directory.Delete(directory, recursive: true);
        var parent = Path.GetDirectoryName(directory)!;
        if (!Directory.EnumerateFileSystemEntries(parent).Any()) Directory.Delete(parent);
    }

    private static string FileName(Suite suite) => suite.Name.Replace('/', '_');
}
