using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;

namespace FlumePlug.Avro.Tests.Interop;

/// <summary>Apache Flume in a process of its own; disposing kills it. Without it the tests skip, with CI=true they fail.</summary>
internal sealed class FlumePeer : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly DirectoryInfo _directory;

    private FlumePeer(DirectoryInfo directory, params string[] arguments)
    {
        _directory = directory;
        _process = Process.Start(new ProcessStartInfo(Starter(), arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, line) => Log(line.Data);
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string LogText
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>An agent a1 with a configuration; a line of its log says when it is ready.</summary>
    public static async Task<FlumePeer> RunAgentAsync(string configuration, string readyText)
    {
        var directory = Directory.CreateTempSubdirectory("flumeplug-");
        var file = Path.Combine(directory.FullName, "flume.conf");
        await File.WriteAllTextAsync(file, configuration);
        var peer = new FlumePeer(directory, "agent", "-n", "a1", "-f", file, "--no-reload-conf");
        await Eventually.TrueAsync(() => peer.LogText.Contains(readyText, StringComparison.Ordinal), () => peer.LogText);
        return peer;
    }

    /// <summary>Runs a one-file Java program of this folder with Flume's classes and returns what it says.</summary>
    public static async Task<string> RunToolAsync(string program, params string[] arguments)
    {
        await using var peer = new FlumePeer(Directory.CreateTempSubdirectory("flumeplug-"),
            ["tool", Path.Combine(AppContext.BaseDirectory, "Interop", program), .. arguments]);
        await peer._process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline);
        Assert.True(peer._process.ExitCode == 0, peer.LogText);
        return peer.LogText;
    }

    /// <summary>Runs Flume's avro-client.</summary>
    public static async Task RunClientAsync(params string[] arguments)
    {
        await using var peer = new FlumePeer(Directory.CreateTempSubdirectory("flumeplug-"), ["avro-client", .. arguments]);
        await peer._process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Deadline);
        Assert.True(peer._process.ExitCode == 0, peer.LogText);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    private void Log(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }

    /// <summary>Skips the test, or fails it under CI, where Flume is not there.</summary>
    public static void Require() => Peer.Require(File.Exists(Starter()), $"Apache Flume is not at {Starter()} (FLUMEPLUG_PEERS)");

    /// <summary>Whether it is there.</summary>
    public static bool IsThere => File.Exists(Starter());

    private static string Starter()
    {
        var root = typeof(FlumePeer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == "RepositoryRoot").Value!;
        return Path.Combine(Environment.GetEnvironmentVariable("FLUMEPLUG_PEERS") ?? Path.Combine(root, "../shared/peers"), "bin", "flume");
    }
}
