using System.Diagnostics;
using System.Globalization;
using FlumePlug.Sdk.Testing;
using FlumePlug.Thrift.Tests.Running;
using FlumePlug.Wire.Thrift;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Thrift.Tests.Interop;

/// <summary>Apache Thrift's own library for Python, both ways.</summary>
public sealed class PythonTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ThriftProtocol.Compact, "compact")]
    [InlineData(ThriftProtocol.Binary, "binary")]
    public async Task A_client_of_Python_delivers_to_our_source(ThriftProtocol protocol, string name)
    {
        var channels = new CollectingChannels();
        await using var source = await RunningSource.StartAsync(channels, RunningSource.Options(protocol));
        using var python = Start("client", $"{source.Port}", name);
        var told = await python.StandardError.ReadToEndAsync(Token);
        await python.WaitForExitAsync(Token);
        Assert.True(python.ExitCode == 0, told);
        var events = channels.Events.All;
        Assert.Equal("brötchen€😀", events[0].Headers["käse"]);
        Assert.Equal(["single", "", .. Enumerable.Range(0, 10_000).Select(i => $"body {i}")], events.Take(10_002).Select(one => one.Text));
        Assert.Equal("99", events[10_001].Headers["k"]);
        Assert.Equal(10 * 1024 * 1024, events[^1].Body.Length);
    }

    [Theory]
    [InlineData(ThriftProtocol.Compact, "compact")]
    [InlineData(ThriftProtocol.Binary, "binary")]
    public async Task Our_sink_delivers_to_a_server_of_Python(ThriftProtocol protocol, string name)
    {
        using var python = Start("server", name);
        var port = int.Parse((await python.StandardOutput.ReadLineAsync(Token))!, CultureInfo.InvariantCulture);
        using var context = new TestComponentContext("k1", TimeProvider.System);
        await using (var sink = new ThriftSink(Sinks.Options(port, protocol), context))
        {
            await sink.DeliverAsync(EventOf("single", ("käse", "brötchen€😀")));
            await sink.DeliverAsync(EventOf(""), EventOf(new string('x', 1024 * 1024), ("large", "")));
            await sink.DeliverAsync([.. Enumerable.Range(0, 1000).Select(i => EventOf($"body {i}", ("k", $"{i / 100}")))]);
        }
        var lines = (await python.StandardOutput.ReadToEndAsync(Token)).Split('\n')[..^1];
        Assert.Equal("[('käse', 'brötchen€😀')] 6 single", lines[0]);
        Assert.Equal("[] 0 ", lines[1]);
        Assert.Equal($"[('large', '')] {1024 * 1024} {new string('x', 20)}", lines[2]);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"[('k', '{i / 100}')] {$"body {i}".Length} body {i}"), lines[3..]);
    }

    [Fact]
    public async Task A_Scribe_client_of_Python_is_told_to_try_later_what_was_refused()
    {
        var channels = new CollectingChannels();
        channels.RefuseNext();
        using var context = new TestComponentContext("r1", TimeProvider.System);
        using var source = new ScribeSource(new() { Port = 0, MaxReadBufferBytes = 16_384_000 }, context);
        await source.StartAsync(Token);
        using var stop = new CancellationTokenSource();
        var run = source.RunAsync(channels, stop.Token);
        using var python = Start("scribe", $"{((System.Net.IPEndPoint)source.LocalEndPoint!).Port}");
        var said = await python.StandardOutput.ReadToEndAsync(Token);
        Assert.True(said == "1 0 0\n", said + await python.StandardError.ReadToEndAsync(Token));
        await stop.CancelAsync();
        await run;
        var events = channels.Events.All;
        Assert.Equal([.. Enumerable.Range(1, 999).Select(i => $"entry {i} €"), new string('x', 1024 * 1024)], events.Select(one => one.Text));
        Assert.Equal(["{category=käse}", "{category=app}"], events.Take(2).Select(one => one.Headers.ToString()));
        Assert.Equal("large", events[^1].Headers["category"]);
    }

    private static Process Start(params string[] arguments)
    {
        using var probe = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", "import thrift"]) { RedirectStandardError = true });
        probe!.WaitForExit();
        Peer.Require(probe.ExitCode == 0, "python3-thrift is not installed");
        return Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Interop", "thrift_peer.py"), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        })!;
    }
}
