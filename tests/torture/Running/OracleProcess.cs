using System.Diagnostics;
using System.Globalization;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.Torture.Tests.Running;

/// <summary>What the oracle says at the end.</summary>
internal sealed record OracleReport(long Acknowledged, long Received, long Lost, long Invented, long Wrong, long Duplicates, long OldestDuplicate, string Text)
{
    public static OracleReport Parse(string text)
    {
        var values = text.Split(' ').Select(word => word.Split('=', 2)).Where(word => word.Length == 2).ToDictionary(word => word[0], word => word[1]);
        long Value(string name) => long.Parse(values[name], CultureInfo.InvariantCulture);
        return new(Value("acknowledged"), Value("received"), Value("lost"), Value("invented"), Value("wrong"), Value("duplicates"), Value("oldest"), text);
    }
}

/// <summary>The process that sends, receives and remembers (tests/torture/Oracle).</summary>
internal sealed class OracleProcess : IDisposable
{
    private readonly Process _process;

    private OracleProcess(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>Where it receives.</summary>
    public int Port { get; }

    public static async Task<OracleProcess> StartAsync()
    {
        var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var program = Path.Combine(Repository.Root, "tests", "torture", "Oracle", "bin", configuration, "net10.0", "FlumePlug.Torture.Oracle");
        var process = Process.Start(new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        return new(process, int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture));
    }

    public Task SendAsync(int port, int budget) => AskAsync($"send {port} {budget}");

    /// <summary>An agent died, or was told to.</summary>
    /// <param name="acknowledged">What still waits for acknowledgements: they will not come.</param>
    public async Task KilledAsync(Task? acknowledged = null)
    {
        await _process.StandardInput.WriteLineAsync("killed");
        await (acknowledged ?? Task.CompletedTask);
        await _process.StandardOutput.ReadLineAsync();
    }

    /// <summary>Completes when so many more were acknowledged, or with the next kill.</summary>
    public Task AcknowledgedAsync(int count) => AskAsync($"acked {count}");

    public async Task<OracleReport> SettleAsync(int seconds) => OracleReport.Parse(await AskAsync($"settle {seconds}"));

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        return await _process.StandardOutput.ReadLineAsync() ?? throw new IOException("The oracle ended.");
    }
}
