using System.Diagnostics;
using System.Globalization;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Syslog.Tests;

/// <summary>What real senders send is read by every source that can receive it.</summary>
public sealed class RealSenderTests : IDisposable
{
    private const int Limit = 120_000;

    private readonly CollectingChannels _channels = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flumeplug-senders-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory(Timeout = Limit)]
    [InlineData("syslogtcp", "--tcp --rfc5424")]
    [InlineData("syslogtcp", "--tcp --rfc3164")]
    [InlineData("syslogtcp", "--tcp --rfc5424 --octet-count")]
    [InlineData("multiport_syslogtcp", "--tcp --rfc5424 --octet-count")]
    [InlineData("multiport_syslogtcp", "--tcp --rfc3164")]
    [InlineData("syslogudp", "--udp --rfc5424")]
    [InlineData("syslogudp", "--udp --rfc3164")]
    public async Task Logger_of_util_linux(string source, string how)
    {
        await using var running = await StartAsync(source);
        using (var logger = Process.Start("logger", $"--server 127.0.0.1 --port {running.EndPoint.Port} {how} --priority local3.warning --tag shop order 17"))
            await logger.WaitForExitAsync(Token);
        await _channels.Events.WhenAsync(1, Token);
        AssertEvent(_channels.Events.All[0], "order 17", facility: "19", severity: "4");
    }

    [Theory(Timeout = Limit)]
    [InlineData("syslogtcp", "tcp", "RSYSLOG_SyslogProtocol23Format", "traditional")]
    [InlineData("syslogtcp", "tcp", "RSYSLOG_SyslogProtocol23Format", "octet-counted")]
    [InlineData("syslogtcp", "tcp", "RSYSLOG_TraditionalForwardFormat", "traditional")]
    [InlineData("syslogtcp", "tcp", "RSYSLOG_ForwardFormat", "octet-counted")]
    [InlineData("multiport_syslogtcp", "tcp", "RSYSLOG_SyslogProtocol23Format", "octet-counted")]
    [InlineData("multiport_syslogtcp", "tcp", "RSYSLOG_TraditionalForwardFormat", "traditional")]
    [InlineData("syslogudp", "udp", "RSYSLOG_SyslogProtocol23Format", "traditional")]
    public async Task Rsyslog_forwards(string source, string protocol, string template, string framing)
    {
        await using var running = await StartAsync(source);
        var input = PathOf("input");
        await File.WriteAllTextAsync(PathOf("rsyslog.conf"),
            $$"""
            module(load="imfile")
            input(type="imfile" file="{{input}}" tag="shop:" facility="local3" severity="warning")
            global(workDirectory="{{_directory.FullName}}")
            action(type="omfwd" target="127.0.0.1" port="{{running.EndPoint.Port}}" protocol="{{protocol}}" template="{{template}}" TCP_Framing="{{framing}}")
            """, Token);
        await File.WriteAllTextAsync(input, string.Concat(Enumerable.Range(0, 100).Select(i => $"order {i}\n")), Token);
        using var rsyslog = Senders.Start("usr/sbin/rsyslogd", "-n", "-f", PathOf("rsyslog.conf"), "-i", PathOf("pid"));
        await AssertHundredAsync(rsyslog);
    }

    [Theory(Timeout = Limit)]
    [InlineData("syslogtcp", "network(\"127.0.0.1\" port(PORT) transport(\"tcp\"))")]
    [InlineData("syslogtcp", "network(\"127.0.0.1\" port(PORT) transport(\"tcp\") flags(syslog-protocol))")]
    [InlineData("syslogtcp", "syslog(\"127.0.0.1\" port(PORT) transport(\"tcp\"))")]
    [InlineData("multiport_syslogtcp", "syslog(\"127.0.0.1\" port(PORT) transport(\"tcp\"))")]
    [InlineData("syslogudp", "network(\"127.0.0.1\" port(PORT) transport(\"udp\"))")]
    public async Task Syslog_ng_forwards(string source, string destination)
    {
        await using var running = await StartAsync(source);
        var input = PathOf("input");
        await File.WriteAllTextAsync(input, string.Concat(Enumerable.Range(0, 100).Select(i => $"<156>Nov 20 08:15:01 web1 shop: order {i}\n")), Token);
        await File.WriteAllTextAsync(PathOf("syslog-ng.conf"),
            $$"""
            @version: 3.38
            options { keep-hostname(yes); };
            source s { file("{{input}}" follow-freq(1)); };
            destination d { {{destination.Replace("PORT", running.EndPoint.Port.ToString(CultureInfo.InvariantCulture))}}; };
            log { source(s); destination(d); };
            """, Token);
        using var syslogNg = Senders.Start(
            "usr/sbin/syslog-ng", "-F", "-f", PathOf("syslog-ng.conf"), "-R", PathOf("persist"), "-p", PathOf("pid"), "-c", PathOf("control"), "--no-caps",
            "--module-path", "{senders}/usr/lib/syslog-ng/3.38");
        await AssertHundredAsync(syslogNg);
    }

    [Theory(Timeout = Limit)]
    [InlineData("syslogtcp", "--stream --inet")]
    [InlineData("syslogtcp", "--stream --inet --syslog-proto")]
    [InlineData("multiport_syslogtcp", "--stream --inet --syslog-proto")]
    public async Task Loggen_sends(string source, string how)
    {
        await using var running = await StartAsync(source);
        using var loggen = Senders.Start(
            "usr/bin/loggen", [.. how.Split(' '), "--number", "1000", "--rate", "10000", "--size", "300", "127.0.0.1", $"{running.EndPoint.Port}"]);
        await loggen.WaitForExitAsync(Token);
        Assert.Equal(0, loggen.ExitCode);
        await _channels.Events.WhenAsync(1000, Token);
        Assert.All(_channels.Events.All, one => AssertEvent(one, null, "4", "6"));
    }

    private Task<RunningSource> StartAsync(string type) => RunningSource.StartAsync(_channels, context => type switch
    {
        "syslogtcp" => new SyslogTcpSource(OptionsOf.Tcp(), context),
        "syslogudp" => new SyslogUdpSource(OptionsOf.Udp(), context),
        _ => new MultiportSyslogTcpSource(OptionsOf.Multiport(), context),
    });

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    private async Task AssertHundredAsync(Process sender)
    {
        try
        {
            await _channels.Events.WhenAsync(100, Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
        }
        finally
        {
            sender.Kill();
            await sender.WaitForExitAsync(CancellationToken.None);
        }
        var orders = _channels.Events.All.Where(one => one.Text.Contains("order ", StringComparison.Ordinal)).ToList();
        Assert.Equal(Enumerable.Range(0, 100), orders.Select(one => int.Parse(one.Text[(one.Text.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)).Order());
        Assert.All(orders, one => AssertEvent(one, null, "19", "4"));
    }

    private static void AssertEvent(KeptEvent one, string? end, string facility, string severity)
    {
        Assert.True(one.Text.EndsWith(end ?? "", StringComparison.Ordinal), one.ToString());
        Assert.Equal((facility, severity), (one.Headers["Facility"], one.Headers["Severity"]));
        Assert.NotNull(one.Headers["host"]);
        Assert.True(long.Parse(one.Headers["timestamp"]!, CultureInfo.InvariantCulture) > 1_000_000_000_000, one.ToString());
        Assert.DoesNotContain('<', one.Text[..1]);
    }
}
