using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;

namespace FlumePlug.Kafka.Tests.Running;

/// <summary>A real peer (broker, Java client, Apache Flume) in a process of its own. Its output is read line by line; disposing kills it.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _log = new();

    private PeerProcess(string starter, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(PathOf(starter), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
        _process.BeginErrorReadLine();
    }

    public StreamWriter Input => _process.StandardInput;

    public StreamReader Output => _process.StandardOutput;

    public string LogText
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    /// <summary>The repository of these tests.</summary>
    public static string Repository { get; } =
        typeof(PeerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(one => one.Key == "RepositoryRoot").Value!;

    public static bool IsThere(string starter) => File.Exists(PathOf(starter));

    public static void Require(string starter) =>
        Peer.Require(IsThere(starter), $"The peer {starter} is not at {PathOf(starter)} (FLUMEPLUG_PEERS)");

    /// <summary>Starts it and waits for a line of its standard output.</summary>
    public static async Task<PeerProcess> StartAsync(string starter, string[] arguments, string readyLine, params (string Name, string Value)[] environment)
    {
        var peer = new PeerProcess(starter, arguments, environment);
        try
        {
            while (await peer.Output.ReadLineAsync().WaitAsync(Deadline) is { } line)
                if (line == readyLine)
                    return peer;
        }
        catch (TimeoutException)
        {
        }
        var log = peer.LogText;
        await peer.DisposeAsync();
        throw new InvalidOperationException($"{starter} is not ready: {log}");
    }

    /// <summary>An agent a1 of Apache Flume; a text of its log says when it is ready.</summary>
    public static async Task<PeerProcess> StartFlumeAsync(string configuration, string readyText)
    {
        Require("flume");
        var file = Path.Combine(Directory.CreateTempSubdirectory("flumeplug-").FullName, "flume.conf");
        await File.WriteAllTextAsync(file, configuration);
        var peer = new PeerProcess("flume", ["agent", "-n", "a1", "-f", file, "--no-reload-conf"], [("PEER_HEAP", "256m")]);
        await Eventually.TrueAsync(() => peer.LogText.Contains(readyText, StringComparison.Ordinal), () => peer.LogText);
        return peer;
    }

    /// <summary>A port that is free, as the next one is: a broker takes two.</summary>
    public static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            try
            {
                using var next = new TcpListener(IPAddress.Loopback, port + 1);
                next.Start();
                return port;
            }
            catch (SocketException)
            {
            }
        }
    }

    /// <summary>Ends it and all it started with SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static string PathOf(string starter) =>
        Path.Combine(Environment.GetEnvironmentVariable("FLUMEPLUG_PEERS") ?? Path.Combine(Repository, "../shared/peers"), "bin", starter);

    private void Log(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }
}
