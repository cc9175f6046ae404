using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FlumePlug.Parity.Cases;
using FlumePlug.Parity.Observing;

namespace FlumePlug.Parity.Running;

/// <summary>
/// What Flume showed of a suite, kept on a developer's machine for as long as neither the cases, nor Flume, nor this
/// harness change. CI always runs Flume.
/// </summary>
public static class FlumeCache
{
    private static readonly string Folder = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "flumeplug-parity");

    public static async Task<IReadOnlyDictionary<string, Observation>> ObserveAsync(Suite suite, SuiteRun run, Subject flume)
    {
        var file = Path.Combine(Folder, Key(suite) + ".json");
        if (!Repository.InCi && File.Exists(file))
            return JsonSerializer.Deserialize<Dictionary<string, Observation>>(await File.ReadAllTextAsync(file))!;
        var seen = await run.ObserveAsync(flume, agrees: null);
        if (!Repository.InCi)
        {
            Directory.CreateDirectory(Folder);
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(seen));
        }
        return seen;
    }

    private static string Key(Suite suite)
    {
        var text = new StringBuilder()
            .Append(Environment.MachineName)
            .Append(typeof(FlumeCache).Assembly.ManifestModule.ModuleVersionId)
            .Append(File.ReadAllText(Path.Combine(Repository.Peers!, "pom", "flume.xml")));
        foreach (var one in suite.Cases) text.Append(one.Name).Append(one.Source);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
