using System.Globalization;
using FlumePlug.Hdfs.Tests.Running;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hdfs.Tests.Local;

/// <summary>When files begin and end, with a clock advanced by hand: 2026-01-01T00:00:00Z is 1767225600000.</summary>
public sealed class RollingTests
{
    private const string First = "FlumeData.1767225600001";
    private const string Second = "FlumeData.1767225600002";

    [Fact]
    public async Task A_file_is_there_with_its_first_event_under_its_name_in_use_and_numbered_from_the_next_millisecond()
    {
        await using var sink = new RunningSink();
        await sink.TickAsync();
        Assert.Empty(sink.Files());

        await sink.DeliverAsync("a", "b");

        Assert.Equal([$"{First}.tmp=a/b/"], sink.Files());
    }

    [Fact]
    public async Task A_full_file_ends_with_the_next_event()
    {
        await using var sink = new RunningSink(("hdfs.rollCount", "3"));

        await sink.DeliverAsync("a", "b", "c");
        Assert.Equal([$"{First}.tmp=a/b/c/"], sink.Files());
        await sink.DeliverAsync("d");

        Assert.Equal([$"{First}=a/b/c/", $"{Second}.tmp=d/"], sink.Files());
    }

    [Fact]
    public async Task A_batch_fills_several_files()
    {
        await using var sink = new RunningSink(("hdfs.rollCount", "2"));

        await sink.DeliverAsync("a", "b", "c", "d", "e");

        Assert.Equal([$"{First}=a/b/", $"{Second}=c/d/", "FlumeData.1767225600003.tmp=e/"], sink.Files());
    }

    [Fact]
    public async Task Size_counts_bodies_without_what_the_serializer_adds()
    {
        await using var sink = new RunningSink(("hdfs.rollSize", "4"));

        await sink.DeliverAsync("aa", "bb", "cc");

        Assert.Equal([$"{First}=aa/bb/", $"{Second}.tmp=cc/"], sink.Files());
    }

    [Fact]
    public async Task Age_ends_a_file_and_the_next_one_is_numbered_by_the_time_then()
    {
        await using var sink = new RunningSink(("hdfs.rollInterval", "30"));
        await sink.DeliverAsync("a");
        await sink.TickAsync(29);
        await sink.DeliverAsync("b");
        Assert.Equal([$"{First}.tmp=a/b/"], sink.Files());

        await sink.TickAsync(1);
        Assert.Equal([$"{First}=a/b/"], sink.Files());
        await sink.DeliverAsync("c");

        Assert.Equal([$"{First}=a/b/", "FlumeData.1767225630001.tmp=c/"], sink.Files());
    }

    [Fact]
    public async Task Age_ends_a_file_also_while_batches_keep_coming()
    {
        await using var sink = new RunningSink(("hdfs.rollInterval", "30"));
        await sink.DeliverAsync("a");
        sink.Context.Clock.Advance(TimeSpan.FromSeconds(31));

        await sink.DeliverAsync("b");

        Assert.Equal([$"{First}=a/", "FlumeData.1767225631001.tmp=b/"], sink.Files());
    }

    [Fact]
    public async Task A_file_without_events_for_the_idle_time_ends()
    {
        await using var sink = new RunningSink(("hdfs.idleTimeout", "10"));
        await sink.DeliverAsync("a");
        await sink.TickAsync(6);
        await sink.DeliverAsync("b");
        await sink.TickAsync(6);
        Assert.Equal([$"{First}.tmp=a/b/"], sink.Files());

        await sink.TickAsync(4);

        Assert.Equal([$"{First}=a/b/"], sink.Files());
    }

    [Fact]
    public async Task Of_too_many_files_the_one_that_waits_longest_ends()
    {
        await using var sink = new RunningSink(("hdfs.filePrefix", "%{n}"), ("hdfs.maxOpenFiles", "2"));

        await sink.DeliverAsync(EventOf("1", ("n", "a")), EventOf("2", ("n", "b")), EventOf("3", ("n", "a")), EventOf("4", ("n", "c")));

        Assert.Equal(["a.1767225600001.tmp=1/3/", "b.1767225600001=2/", "c.1767225600001.tmp=4/"], sink.Files());
    }

    [Fact]
    public async Task One_file_at_a_time_holds_every_event()
    {
        await using var sink = new RunningSink(("hdfs.filePrefix", "%{n}"), ("hdfs.maxOpenFiles", "1"));

        await sink.DeliverAsync(EventOf("1", ("n", "a")), EventOf("2", ("n", "a")), EventOf("3", ("n", "b")), EventOf("4", ("n", "a")));
        await sink.StopAsync();

        Assert.Equal("1/2/3/4/", string.Concat(sink.Files().Select(file => file.Split('=')[1]).Order()));
    }

    [Theory]
    [InlineData("hdfs.inUsePrefix", "_", "_FlumeData.1767225600001.tmp")]
    [InlineData("hdfs.inUseSuffix", ".open", "FlumeData.1767225600001.open")]
    [InlineData("hdfs.emptyInUseSuffix", "true", "FlumeData.1767225600001")]
    [InlineData("hdfs.fileSuffix", ".log", "FlumeData.1767225600001.log.tmp")]
    public async Task Names_in_use_have_what_is_configured(string option, string value, string expected)
    {
        await using var sink = new RunningSink((option, value));

        await sink.DeliverAsync("a");
        Assert.Equal([expected + "=a/"], sink.Files());
        await sink.StopAsync();

        Assert.Equal([option == "hdfs.fileSuffix" ? $"{First}.log=a/" : $"{First}=a/"], sink.Files());
    }

    [Fact]
    public async Task A_suffix_in_use_beside_none_is_ignored_with_a_warning()
    {
        await using var sink = new RunningSink(("hdfs.emptyInUseSuffix", "true"), ("hdfs.inUseSuffix", ".open"));

        Assert.Equal(["Ignoring parameter hdfs.inUseSuffix for hdfs sink: k1"], sink.Context.Logged.TextsOf(LogLevel.Warning));
    }

    [Fact]
    public async Task Interleaved_buckets_keep_the_order_of_their_events()
    {
        await using var sink = new RunningSink(("hdfs.path", "file://{root}/%{host}"));
        var events = Enumerable.Range(0, 1000).Select(i => EventOf($"{i}", ("host", $"web{i % 3}"))).ToArray();

        await sink.DeliverAsync(events);
        await sink.DeliverAsync(events);
        await sink.StopAsync();

        for (var host = 0; host < 3; host++)
        {
            var expected = Enumerable.Range(0, 1000).Where(i => i % 3 == host).Select(i => $"{i}").ToList();
            Assert.Equal([.. expected, .. expected], File.ReadLines(Assert.Single(Directory.GetFiles(Path.Combine(sink.Root, $"web{host}")))));
        }
    }

    [Fact]
    public async Task Takes_that_were_rolled_back_because_their_turn_was_interrupted_are_forgotten()
    {
        await using var sink = new RunningSink();
        using var interrupted = new CancellationTokenSource();
        using (var batch = BatchOf("a"))
            await sink.Sink.ProcessAsync(batch, interrupted.Token);
        await interrupted.CancelAsync();

        await sink.TickAsync();
        await sink.DeliverAsync("a", "b");

        Assert.EndsWith(".tmp=a/b/", Assert.Single(sink.Files()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hdfs.appendBytes", "3", 0)]
    [InlineData("hdfs.appendInterval", "1000", 1)]
    public async Task What_has_gathered_wants_to_be_appended_and_committed_when_it_is_much_or_old(string option, string value, int seconds)
    {
        await using var sink = new RunningSink((option, value));
        await sink.ProcessAsync("a");
        Assert.False(sink.Sink.WantsFlush);
        sink.Context.Clock.Advance(TimeSpan.FromSeconds(seconds));

        await sink.ProcessAsync("bb");
        Assert.True(sink.Sink.WantsFlush);
        await sink.FlushAsync();

        Assert.False(sink.Sink.WantsFlush);
        Assert.Equal([$"{First}.tmp=a/bb/"], sink.Files());
    }

    /// <summary>By the agent's clock, in a zone with summer time: midnight, and the hour that comes twice.</summary>
    [Fact]
    public async Task Directories_follow_the_agents_clock_over_midnight_and_over_a_change_of_summer_time()
    {
        using var context = new TestComponentContext("k1");
        await using var sink = new RunningSink(context, ("hdfs.path", "file://{root}/%Y-%m-%d/%H%z"), ("hdfs.useLocalTimeStamp", "true"),
            ("hdfs.timeZone", "Europe/Berlin"));

        foreach (var time in new[] { "2026-10-24T21:59:59.999Z", "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z" })
        {
            context.Clock.Advance(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture) - context.Clock.GetUtcNow());
            await sink.DeliverAsync(time);
        }
        await sink.StopAsync();

        Assert.Equal(
        [
            "2026-10-24/23+0200 2026-10-24T21:59:59.999Z/", "2026-10-25/00+0200 2026-10-24T22:00:00Z/", "2026-10-25/02+0100 2026-10-25T01:30:00Z/",
            "2026-10-25/02+0200 2026-10-25T00:30:00Z/", "2026-10-25/03+0100 2026-10-25T02:00:00Z/",
        ], sink.Files().Select(file => $"{Path.GetDirectoryName(file.Split('=')[0])} {file.Split('=')[1]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_defaults_are_Flumes()
    {
        var defaults = Given.Options<HdfsOptions>(("hdfs.path", "/x"));

        Assert.Equal((30, 1024, 10, 0, 100, 5000), (defaults.RollInterval, defaults.RollSize, defaults.RollCount, defaults.IdleTimeout,
            defaults.BatchSize, defaults.MaxOpenFiles));
        Assert.Equal((HdfsFileType.SequenceFile, "Writable", 30_000, 180, int.MaxValue, 10), (defaults.FileType, defaults.WriteFormat,
            defaults.CallTimeout, defaults.RetryInterval, defaults.CloseTries, defaults.ThreadsPoolSize));
        Assert.Empty(defaults.Check());
    }
}
