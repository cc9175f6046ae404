using System.Reflection;
using FlumePlug.Avro.Tests.Running;
using FlumePlug.Client;
using FlumePlug.Client.Tests.Interop;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;
using NLog;
using NLog.Config;
using Serilog;

namespace FlumePlug.Logging.Tests;

/// <summary>Each of the three front ends, into a source of ours and into Flume's.</summary>
public sealed class FrontEndTests : IAsyncLifetime
{
    private static readonly Exception Cause = new InvalidOperationException("why");

    private readonly CollectingChannels _channels = new();
    private RunningSource _source = null!;

    public static TheoryData<string> FrontEnds => ["ILogger", "Serilog", "NLog"];

    public async ValueTask InitializeAsync() => _source = await RunningSource.StartAsync(_channels);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Theory]
    [MemberData(nameof(FrontEnds))]
    public void Events_have_the_headers_of_Flumes_appender_and_closing_sends_what_waits(string frontEnd)
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Log(frontEnd, $"localhost:{_source.Port}");
        var events = _channels.Events.All;
        Assert.Equal(6, events.Count);
        Assert.Equal(["5000", "10000", "20000", "30000", "40000", "50000"], events.Select(one => one.Headers["flume.client.log4j.log.level"]));
        Assert.Equal(["trace", "debug", "käse 7", "warn", "error\n" + Cause, "fatal"], events.Select(one => one.Text.Replace("\"", "", StringComparison.Ordinal)));
        Assert.All(events, one =>
        {
            Assert.Equal("Acme.Shop", one.Headers["flume.client.log4j.logger.name"]);
            Assert.Equal("UTF8", one.Headers["flume.client.log4j.message.encoding"]);
            Assert.True(System.Net.IPAddress.TryParse(one.Headers["flume.client.log4j.address"], out _));
            Assert.InRange(long.Parse(one.Headers["flume.client.log4j.timestamp"]!, null), before, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            Assert.Equal(5, one.Headers.Count);
        });
    }

    [Theory]
    [MemberData(nameof(FrontEnds))]
    public async Task Flume_stores_what_is_logged(string frontEnd)
    {
        await using var flume = await FlumeAgent.StartAsync();
        Log(frontEnd, $"localhost:{flume.Port}");
        var lines = await flume.LinesAsync(6);
        Assert.Contains("flume.client.log4j.logger.name=Acme.Shop", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("käse 7", lines[2].Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(FrontEnds))]
    public async Task Several_hosts_are_sent_to_in_turn_and_one_that_is_not_there_is_left_out(string frontEnd)
    {
        var other = new CollectingChannels();
        await using var second = await RunningSource.StartAsync(other);
        Log(frontEnd, $"localhost:1 localhost:{_source.Port}  localhost:{second.Port}", flushEach: true);
        Assert.Equal(6, _channels.Events.All.Count + other.Events.All.Count);
        Assert.InRange(other.Events.All.Count, 1, 5);
    }

    [Theory]
    [InlineData(typeof(FlumeLoggerProvider))]
    [InlineData(typeof(Serilog.FlumeSink))]
    [InlineData(typeof(NLog.FlumeTarget))]
    public void A_log_appender_drags_nothing_in_but_the_client_the_wire_and_the_contracts(Type type)
    {
        var seen = new HashSet<string>();
        Collect(type.Assembly, seen);
        Assert.Equal(["FlumePlug.Client", "FlumePlug.Sdk", "FlumePlug.Wire"], seen.Where(name => name != type.Assembly.GetName().Name).Order());
    }

    private static void Collect(Assembly assembly, HashSet<string> seen)
    {
        if (assembly.GetName().Name is not { } name || !name.StartsWith("FlumePlug.", StringComparison.Ordinal) || !seen.Add(name))
            return;
        foreach (var reference in assembly.GetReferencedAssemblies())
            Collect(Assembly.Load(reference), seen);
    }

    // Six messages, one of each level; closed at the end.
    private static void Log(string frontEnd, string hosts, bool flushEach = false)
    {
        switch (frontEnd)
        {
            case "ILogger":
                LogToILogger(hosts, flushEach);
                break;
            case "Serilog":
                LogToSerilog(hosts, flushEach);
                break;
            default:
                LogToNLog(hosts, flushEach);
                break;
        }
    }

#pragma warning disable CA1848, CA1873 // Applications log like this.
    private static void LogToILogger(string hosts, bool flushEach)
    {
        using var provider = new FlumeLoggerProvider(LogAppenderOptions.To(hosts));
        using var factory = LoggerFactory.Create(logging =>
        {
            logging.AddProvider(provider);
            logging.SetMinimumLevel(Microsoft.Extensions.Logging.LogLevel.Trace);
        });
        var logger = factory.CreateLogger("Acme.Shop");
        Action[] messages =
        [
            () => logger.LogTrace("trace"), () => logger.LogDebug("debug"), () => logger.LogInformation("käse {Count}", 7),
            () => logger.LogWarning("warn"), () => logger.LogError(Cause, "error"), () => logger.LogCritical("fatal"),
        ];
        Each(messages, () => provider.Appender.FlushAsync(), flushEach);
    }
#pragma warning restore CA1848, CA1873

    private static void LogToSerilog(string hosts, bool flushEach)
    {
        using var sink = new Serilog.FlumeSink(LogAppenderOptions.To(hosts));
        using var root = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(sink).CreateLogger();
        var logger = root.ForContext(global::Serilog.Core.Constants.SourceContextPropertyName, "Acme.Shop");
        Action[] messages =
        [
            () => logger.Verbose("trace"), () => logger.Debug("debug"), () => logger.Information("käse {Count}", 7),
            () => logger.Warning("warn"), () => logger.Error(Cause, "error"), () => logger.Fatal("fatal"),
        ];
        Each(messages, () => sink.Appender.FlushAsync(), flushEach);
    }

    private static void LogToNLog(string hosts, bool flushEach)
    {
        using var factory = new LogFactory();
        factory.Setup().SetupExtensions(extensions => extensions.RegisterTarget<NLog.FlumeTarget>("Flume"));
        factory.Configuration = XmlLoggingConfiguration.CreateFromXmlString($$$"""
            <nlog throwConfigExceptions="true">
              <targets><target name="t" type="Flume" hosts="{{{hosts}}}" layout="${message}${onexception:${newline}${exception:format=ToString}}" /></targets>
              <rules><logger name="*" minlevel="Trace" writeTo="t" /></rules>
            </nlog>
            """, factory);
        var logger = factory.GetLogger("Acme.Shop");
        Action[] messages =
        [
            () => logger.Trace("trace"), () => logger.Debug("debug"), () => logger.Info("käse {Count}", 7),
            () => logger.Warn("warn"), () => logger.Error(Cause, "error"), () => logger.Fatal("fatal"),
        ];
        Each(messages, () => Task.Run(() => factory.Flush(TimeSpan.FromSeconds(30))), flushEach);
    }

    private static void Each(Action[] messages, Func<Task> flush, bool flushEach)
    {
        foreach (var message in messages)
        {
            message();
            if (flushEach)
                Assert.True(flush().Wait(TimeSpan.FromSeconds(30)));
        }
    }
}
