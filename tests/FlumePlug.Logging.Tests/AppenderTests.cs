using FlumePlug.Avro.Tests.Interop;
using FlumePlug.Avro.Tests.Running;
using FlumePlug.Client;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Logging.Tests;

/// <summary>What the appenders have in common: nobody waits, nothing is lost silently.</summary>
public sealed class AppenderTests : IAsyncLifetime
{
    private readonly CollectingChannels _channels = new();
    private readonly List<string> _problems = [];
    private RunningSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _source = await RunningSource.StartAsync(_channels);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Fact]
    public async Task A_full_queue_drops_and_counts_and_never_waits()
    {
        _channels.Hold();
        await using var appender = new LogAppender(Options(_source.Port) with { Capacity = 10 });
        var logger = appender.SourceOf("a");
        Assert.True(logger.Append(Log4jLevel.Info, DateTimeOffset.UnixEpoch, "first"));
        await _channels.WhenPutAsync(Token);
        var added = Enumerable.Range(0, 50).Count(i => logger.Append(Log4jLevel.Info, DateTimeOffset.UnixEpoch, $"{i}"));
        Assert.Equal((10, 40), (added, appender.Dropped));
        _channels.Release();
        await appender.FlushAsync(Token);
        Assert.Equal(["first", .. Enumerable.Range(0, 10).Select(i => $"{i}")], _channels.Events.Texts);
        Assert.Equal(11, appender.Sent);
    }

    [Fact]
    public async Task Events_of_a_call_that_failed_are_sent_again_after_a_while()
    {
        await using var appender = new LogAppender(Options(_source.Port));
        _channels.RefuseNext();
        _channels.RefuseNext();
        appender.SourceOf("a").Append(Log4jLevel.Info, DateTimeOffset.UnixEpoch, "once");
        await appender.FlushAsync(Token);
        Assert.Equal(["once"], _channels.Events.Texts);
        Assert.Equal((1, 0), (appender.Sent, appender.Dropped));
        Assert.Contains("sent again", Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_unsafe_mode_they_are_dropped_and_counted()
    {
        await using var appender = new LogAppender(Options(_source.Port) with { UnsafeMode = true });
        _channels.RefuseNext();
        appender.SourceOf("a").Append(Log4jLevel.Info, DateTimeOffset.UnixEpoch, "lost");
        await appender.FlushAsync(Token);
        appender.SourceOf("a").Append(Log4jLevel.Info, DateTimeOffset.UnixEpoch, "kept");
        await appender.FlushAsync(Token);
        Assert.Equal(["kept"], _channels.Events.Texts);
        Assert.Equal((1, 1), (appender.Sent, appender.Dropped));
        Assert.Contains("1 events were dropped", Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_that_is_not_there_at_the_start_gets_everything_once_it_is()
    {
        var port = FlumePeer.FreePort();
        await using var appender = new LogAppender(Options(port));
        appender.SourceOf("a").Append(Log4jLevel.Info, DateTimeOffset.UnixEpoch, "early");
        await Eventually.TrueAsync(() => _problems.Count > 0, "nothing was told");
        await using var source = await RunningSource.StartAsync(_channels, RunningSource.Options(port: port));
        await appender.FlushAsync(Token);
        Assert.Equal(["early"], _channels.Events.Texts);
    }

    [Fact]
    public async Task Closing_gives_up_after_the_flush_timeout_and_says_how_much_is_lost()
    {
        var appender = new LogAppender(Options(FlumePeer.FreePort()) with { FlushTimeout = TimeSpan.FromMilliseconds(50) });
        for (var i = 0; i < 250; i++)
            appender.SourceOf("a").Append(Log4jLevel.Info, DateTimeOffset.UnixEpoch, $"{i}");
        await appender.DisposeAsync();
        await appender.DisposeAsync();
        Assert.Equal((0, 250), (appender.Sent, appender.Dropped));
        Assert.False(appender.SourceOf("a").Append(Log4jLevel.Info, DateTimeOffset.UnixEpoch, "late"));
    }

    [Fact]
    public async Task Many_threads_log_and_each_ones_messages_arrive_in_order()
    {
        await using var appender = new LogAppender(Options(_source.Port) with { Capacity = 100_000 });
        Parallel.For(0, 4, thread =>
        {
            var logger = appender.SourceOf($"{thread}");
            for (var i = 0; i < 5_000; i++)
                Assert.True(logger.Append(Log4jLevel.Info, DateTimeOffset.UnixEpoch.AddMilliseconds(i / 10), $"{i}"));
        });
        await appender.FlushAsync(Token);
        foreach (var logger in _channels.Events.All.GroupBy(one => one.Headers["flume.client.log4j.logger.name"]))
        {
            Assert.Equal(Enumerable.Range(0, 5_000).Select(i => $"{i}"), logger.Select(one => one.Text));
            Assert.Equal(Enumerable.Range(0, 5_000).Select(i => $"{i / 10}"), logger.Select(one => one.Headers["flume.client.log4j.timestamp"]));
        }
        Assert.Equal(20_000, appender.Sent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("one")]
    [InlineData("one:1 two:x")]
    public void Hosts_that_cannot_be_are_refused_at_once(string hosts)
    {
        Assert.Throws<ConfigurationException>(() => new LogAppender(LogAppenderOptions.To(hosts)));
        Assert.Throws<global::NLog.NLogConfigurationException>(() =>
        {
            using var factory = new global::NLog.LogFactory { ThrowConfigExceptions = true };
            var configuration = new global::NLog.Config.LoggingConfiguration(factory);
            configuration.AddRuleForAllLevels(new NLog.FlumeTarget { Name = "t", Hosts = hosts });
            factory.Configuration = configuration;
        });
    }

    [Fact]
    public async Task An_application_adds_it_to_its_logging_and_filters_by_its_alias()
    {
        await using (var services = new ServiceCollection().AddLogging(logging => logging.AddFlume($"localhost:{_source.Port}")
            .AddFilter<FlumeLoggerProvider>("Acme", LogLevel.Warning)).BuildServiceProvider())
        {
            var logger = services.GetRequiredService<ILogger<AppenderTests>>();
            Assert.True(logger.IsEnabled(LogLevel.Information));
            Assert.False(services.GetRequiredService<ILoggerFactory>().CreateLogger("Acme.Shop").IsEnabled(LogLevel.Information));
#pragma warning disable CA1848 // Applications log like this.
            logger.LogInformation("hello");
#pragma warning restore CA1848
        }
        Assert.Equal(["hello"], _channels.Events.Texts);
    }

    private LogAppenderOptions Options(int port) => LogAppenderOptions.To($"localhost:{port}") with { Problem = _problems.Add, MaxRetryDelay = TimeSpan.FromMilliseconds(10) };
}
