using System.Net;
using System.Net.Sockets;

namespace FlumePlug.Template.Tests;

public class TemplateTests(TemplateHive templates)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_source_that_is_dropped_into_a_running_agent_brings_events_with_the_next_reload()
    {
        await using var agent = new InstalledAgent();
        var (directory, plugin) = await BuildAsync("flumeplug-source", "Acme.Thing");
        var configuration = Path.Combine(directory, "flume.conf");
        var wanted = await File.ReadAllTextAsync(configuration, Cancellation);
        await File.WriteAllTextAsync(configuration, wanted.Replace("sources.r1.type = ", "sources.r1.totalEvents = 0\na1.sources.r1.type = seq\n#", StringComparison.Ordinal), Cancellation);
        await agent.StartAsync(configuration, Cancellation);
        agent.DropIn(plugin);
        await File.WriteAllTextAsync(configuration, wanted, Cancellation);
        await agent.LineAsync("Configuration updated: restart source r1", Cancellation);
        await agent.LineAsync("tick 9", Cancellation);
        Assert.Contains("origin=thing", await agent.StopAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_sink_delivers_what_an_agent_accepts()
    {
        await using var agent = new InstalledAgent();
        var directory = await StartAsync(agent, "flumeplug-sink", "line-keeper");
        await agent.StopAsync(Cancellation);
        Assert.Equal(["hello", "world"], await File.ReadAllLinesAsync(Path.Combine(directory, "out.txt"), Cancellation));
    }

    [Fact]
    public async Task A_new_interceptor_edits_what_an_agent_accepts()
    {
        await using var agent = new InstalledAgent();
        await StartAsync(agent, "flumeplug-interceptor", "Acme.Tools.LengthInterceptor");
        Assert.Contains("headers:{length=5}", await agent.StopAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_channel_stages_what_an_agent_accepts()
    {
        await using var agent = new InstalledAgent();
        await StartAsync(agent, "flumeplug-channel", "Acme.Thing");
        var log = await agent.StopAsync(Cancellation);
        Assert.Contains("hello", log, StringComparison.Ordinal);
        Assert.Contains("world", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_serializer_writes_what_an_agent_accepts()
    {
        await using var agent = new InstalledAgent();
        var directory = await StartAsync(agent, "flumeplug-serializer", "Acme.9Lines");
        await agent.StopAsync(Cancellation);
        var files = Directory.GetFiles(Path.Combine(directory, "out")).Where(file => Path.GetFileName(file) != ".gitkeep");
        Assert.Equal(
            ["""{"headers":{},"body":"hello"}""", """{"headers":{},"body":"world"}"""],
            files.Order(StringComparer.Ordinal).SelectMany(File.ReadAllLines));
    }

    // New, built, tested: its directory and that of its plugin.
    private async Task<(string Directory, string Plugin)> BuildAsync(string template, string name)
    {
        var directory = await templates.NewAsync(template, name, Cancellation);
        await templates.BuildAsync(directory, Cancellation);
        Assert.Contains("Failed: 0", await templates.TestAsync(directory, name, Cancellation), StringComparison.Ordinal);

        var plugin = Path.Combine(directory, "plugins", name);
        Assert.Equal(
            [$"{name}.deps.json", $"{name}.dll", $"{name}.pdb", $"{name}.runtimeconfig.json"],
            Directory.GetFiles(plugin).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        return (directory, plugin);
    }

    // Dropped in and started; two lines are sent where the template's configuration listens.
    private async Task<string> StartAsync(InstalledAgent agent, string template, string name)
    {
        var (directory, plugin) = await BuildAsync(template, name);
        agent.DropIn(plugin);
        var configuration = Path.Combine(directory, "flume.conf");
        var text = await File.ReadAllTextAsync(configuration, Cancellation);
        var port = FreePort();
        await File.WriteAllTextAsync(configuration, text.Replace("44444", $"{port}", StringComparison.Ordinal), Cancellation);
        await agent.ValidateAsync(configuration, Cancellation);
        await agent.StartAsync(configuration, Cancellation);
        if (text.Contains("netcat", StringComparison.Ordinal))
            await SendAsync(port);
        return directory;
    }

    private static async Task SendAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync("hello\nworld\n"u8.ToArray(), Cancellation);
        using var reader = new StreamReader(stream);
        Assert.Equal("OK", await reader.ReadLineAsync(Cancellation));
        Assert.Equal("OK", await reader.ReadLineAsync(Cancellation));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
