using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

[assembly: AssemblyFixture(typeof(FlumePlug.Hdfs.Tests.Running.HdfsCluster))]

namespace FlumePlug.Hdfs.Tests.Running;

/// <summary>Hadoop's name node and data node, started with the first test that asks for them. Stopped with the last.</summary>
public sealed class HdfsCluster : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);
    private static readonly HttpClient Http = new();

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flumeplug-hdfs-");
    private readonly StringBuilder _log = new();
    private readonly Lazy<Task> _start;
    private Process? _process;
    // The one that was started in the place of the starter's.
    private Process? _dataNode;

    public HdfsCluster()
    {
        (Rpc, Web) = (FreePorts(1), FreePorts(6));
        _start = new(StartAsync);
    }

    public int Rpc { get; }

    public int Web { get; }

    /// <summary>WebHDFS over HTTPS, with a certificate of <see cref="Authority"/>.</summary>
    public int SecureWeb => Web + 4;

    public TestAuthority Authority { get; } = new();

    /// <summary>Hadoop's configuration, for clients.</summary>
    public string Configuration => Path.Combine(_directory.FullName, "conf");

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    private static string Starter => Path.Combine(
        Environment.GetEnvironmentVariable("FLUMEPLUG_PEERS") ?? Path.Combine(Repository.Root, "../shared/peers"), "bin", "hdfs");

    /// <summary>Waits until it runs; without it the test skips, with CI=true it fails.</summary>
    public async Task RequireAsync()
    {
        Peer.Require(File.Exists(Starter), $"HDFS is not at {Starter} (FLUMEPLUG_PEERS)");
        await _start.Value;
    }

    /// <summary>A path as a configuration has it.</summary>
    public string PathOf(string path) => $"hdfs://127.0.0.1:{Rpc}{path}";

    /// <summary>Asks WebHDFS and returns the answer's text.</summary>
    public async Task<string> AskAsync(HttpMethod method, string path, string query)
    {
        using var request = new HttpRequestMessage(method, $"http://127.0.0.1:{Web}/webhdfs/v1{path}?{query}&user.name=hdfs");
        using var answer = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode ? text : throw new IOException(text);
    }

    /// <summary>The files below a directory and their lengths, sorted by path.</summary>
    public async Task<IReadOnlyList<(string Path, long Length)>> FilesAsync(string directory)
    {
        var found = new List<(string, long)>();
        using var json = JsonDocument.Parse(await AskAsync(HttpMethod.Get, string.Join('/', directory.Split('/').Select(Uri.EscapeDataString)), "op=LISTSTATUS"));
        foreach (var status in json.RootElement.GetProperty("FileStatuses").GetProperty("FileStatus").EnumerateArray())
        {
            var path = $"{directory}/{status.GetProperty("pathSuffix").GetString()}";
            if (status.GetProperty("type").GetString() == "FILE")
                found.Add((path, status.GetProperty("length").GetInt64()));
            else
                found.AddRange(await FilesAsync(path));
        }
        return [.. found.OrderBy(file => file.Item1, StringComparer.Ordinal)];
    }

    /// <summary>A file's bytes.</summary>
    public async Task<byte[]> ReadAsync(string path)
    {
        var address = $"http://127.0.0.1:{Web}/webhdfs/v1{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?op=OPEN&user.name=hdfs";
        return await Http.GetByteArrayAsync(new Uri(address), TestContext.Current.CancellationToken);
    }

    /// <summary>Runs <c>hdfs dfsadmin</c>, such as <c>-safemode enter</c>.</summary>
    public static Task AdminAsync(params string[] arguments) => FlumePeer.RunToolAsync("Admin.java", arguments);

    /// <summary>What <c>hdfs dfs</c> says, such as <c>-text FILE</c>.</summary>
    public async Task<string> DfsAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Starter, ["dfs", _directory.FullName, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var text = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return text;
    }

    /// <summary>Ends both servers at once, as a power failure does, and starts them again over what is on their disks.</summary>
    public async Task KillAndRestartAsync()
    {
        Signal("KILL", "NameNode");
        Signal("KILL", "DataNode");
        Kill("CONT", $"{_process!.Id}");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        _process.Dispose();
        await StartAsync();
    }

    /// <summary>Kills the data node alone and starts another over its disks, with more properties. Whether it answers is to be seen.</summary>
    public async Task RestartDataNodeAsync(params string[] properties)
    {
        var node = ServerOf("DataNode");
        var command = (await File.ReadAllTextAsync($"/proc/{node}/cmdline", TestContext.Current.CancellationToken)).Split('\0')[..^1];
        // Or the starter would end the name node, too.
        Kill("STOP", $"{_process!.Id}");
        Kill("KILL", node);
        var site = Path.Combine(Configuration, "hdfs-site.xml");
        await File.WriteAllTextAsync(site, (await File.ReadAllTextAsync(site, TestContext.Current.CancellationToken)).Replace("</configuration>",
            string.Concat(properties.Select(one => $"<property><name>{one.Split('=')[0]}</name><value>{one.Split('=')[1]}</value></property>"))
            + "</configuration>", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        _dataNode?.Dispose();
        _dataNode = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        _dataNode.ErrorDataReceived += (_, line) => Note(line.Data);
        _dataNode.BeginErrorReadLine();
    }

    /// <summary>Sends a signal to the server of a class: STOP hangs it, CONT lets it go on, KILL ends it and its starter the other.</summary>
    public void Signal(string signal, string server) => Kill(signal, ServerOf(server));

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            Kill("TERM", $"{_process.Id}");
            Kill("CONT", $"{_process.Id}");
            await Task.WhenAny(_process.WaitForExitAsync(), Task.Delay(TimeSpan.FromSeconds(10)));
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
        }
        _process?.Dispose();
        if (_dataNode is { HasExited: false })
            _dataNode.Kill();
        _dataNode?.Dispose();
        Authority.Dispose();
        _directory.Delete(recursive: true);
    }

    private static void Kill(string signal, string process)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process]);
        kill.WaitForExit();
    }

    private string ServerOf(string server)
    {
        if (server == "DataNode" && _dataNode is { HasExited: false })
            return $"{_dataNode.Id}";
        var started = $"/proc/{_process!.Id}/task/{_process.Id}/children";
        return File.ReadAllText(started).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .First(child => File.ReadAllText($"/proc/{child}/cmdline").Contains($".{server}\0", StringComparison.Ordinal));
    }

    private void Note(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }

    // What the name node lacks to read its edits again: the peer's jars are without commons-math3.
    private async Task CompileAsync(string source)
    {
        using var javac = Process.Start("javac", ["-d", Directory.CreateDirectory(Configuration).FullName, Path.Combine(AppContext.BaseDirectory, "Interop", source)]);
        await javac.WaitForExitAsync();
    }

    private async Task StartAsync()
    {
        await CompileAsync("SummaryStatistics.java");
        await File.WriteAllTextAsync(Path.Combine(Configuration, "ssl-server.xml"), $"""
            <configuration>
              <property><name>ssl.server.keystore.location</name><value>{Authority.Keystore("127.0.0.1")}</value></property>
              <property><name>ssl.server.keystore.type</name><value>PKCS12</value></property>
              <property><name>ssl.server.keystore.password</name><value>{TestAuthority.Password}</value></property>
              <property><name>ssl.server.keystore.keypassword</name><value>{TestAuthority.Password}</value></property>
            </configuration>
            """);
        _process = Process.Start(new ProcessStartInfo(Starter,
        [
            _directory.FullName, $"{Rpc}", $"{Web}", "dfs.client.block.write.locateFollowingBlock.initial.delay.ms=10",
            "dfs.client.block.write.locateFollowingBlock.retries=12",
            $"hadoop.proxyuser.{Environment.UserName}.hosts=*", $"hadoop.proxyuser.{Environment.UserName}.groups=*",
            "dfs.http.policy=HTTP_AND_HTTPS", $"dfs.namenode.https-address=127.0.0.1:{SecureWeb}", $"dfs.datanode.https.address=127.0.0.1:{Web + 5}",
            // What a data node that was killed had open is closed after this, instead of after 20 minutes.
            "dfs.namenode.lease-hard-limit-sec=15",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data == "ready")
                ready.TrySetResult();
        };
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Task.WhenAny(ready.Task, Task.Delay(Deadline), _process.WaitForExitAsync());
        Assert.True(ready.Task.IsCompleted, Log);
        // For Flume's own sink, which finds its configuration by it.
        Environment.SetEnvironmentVariable("CONF", Configuration);
    }

    // A port with so many free ones from it on; below those that the system gives to clients.
    private static int FreePorts(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(20_000, 32_000);
            if (Enumerable.Range(first, count).All(IsFree))
                return first;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
