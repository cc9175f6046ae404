using FlumePlug.Hdfs.Tests.Running;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Hdfs.Tests.Local;

/// <summary>Headers and times that nobody meant: every event has an outcome and none stops those behind it.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("../../etc", "__/__/etc")]
    [InlineData("/etc/cron.d", "etc/cron.d")]
    [InlineData("..", "__")]
    [InlineData(".", "_")]
    [InlineData("a/./b", "a/_/b")]
    [InlineData("a//b", "a/b")]
    [InlineData("a:b", "a_b")]
    [InlineData("a\nb\0", "a_b_")]
    [InlineData("größe 50%+;&?#", "größe 50%+;&?#")]
    public async Task A_header_stays_below_the_path(string value, string expected)
    {
        await using var sink = new RunningSink(("hdfs.path", "file://{root}/in/%{where}/end"));

        await sink.DeliverAsync(EventOf("a", ("where", value)));
        await sink.StopAsync();

        Assert.Equal([$"in/{expected}/end/FlumeData.1767225600001=a/"], sink.Files());
    }

    [Fact]
    public async Task A_header_that_is_no_Unicode_has_a_name_that_is()
    {
        await using var sink = new RunningSink(("hdfs.path", "file://{root}/%{where}"));

        await sink.DeliverAsync(EventOf("a", ("where", "\ud800x")), EventOf("b", ("where", "x\udc00")), EventOf("c", ("where", "\ud83d\ude00")));

        Assert.Equal(["_x", "x_", "\ud83d\ude00"], sink.Files().Select(file => file.Split('/')[0]));
    }

    [Fact]
    public async Task Two_headers_do_not_climb_together()
    {
        await using var sink = new RunningSink(("hdfs.path", "file://{root}/in/%{a}%{b}"));

        await sink.DeliverAsync(EventOf("a", ("a", "x/."), ("b", "./y")));

        Assert.Equal(["in/x/__/y/FlumeData.1767225600001.tmp=a/"], sink.Files());
    }

    [Fact]
    public async Task A_prefix_does_not_climb()
    {
        await using var sink = new RunningSink(("hdfs.filePrefix", "%{p}"), ("hdfs.path", "file://{root}/in"));

        await sink.DeliverAsync(EventOf("a", ("p", "../../x")), EventOf("b", ("p", "")), EventOf("c"));

        Assert.Equal(["in/.1767225600001.tmp=b/c/", "in/__/__/x.1767225600001.tmp=a/"], sink.Files());
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_cut()
    {
        await using var sink = new RunningSink(("hdfs.path", "file://{root}/%{where}"));

        await sink.DeliverAsync(EventOf("a", ("where", new string('ä', 5000))), EventOf("b", ("where", string.Concat(Enumerable.Repeat("d/", 5000)))));

        Assert.Contains(new string('ä', 90) + "/FlumeData.1767225600001.tmp=a/", sink.Files());
        Assert.Equal(2, sink.Files().Count);
    }

    [Fact]
    public async Task Events_whose_directory_is_a_file_are_put_aside_and_the_others_go_on()
    {
        await using var sink = new RunningSink(("hdfs.path", "file://{root}/in/%{where}"));
        Directory.CreateDirectory(Path.Combine(sink.Root, "in"));
        await File.WriteAllTextAsync(Path.Combine(sink.Root, "in", "file"), "x", TestContext.Current.CancellationToken);

        await sink.DeliverAsync(EventOf("a", ("where", "file")), EventOf("b", ("where", "file/below")), EventOf("c", ("where", "good")));
        await sink.StopAsync();

        Assert.Equal(["in/file=x", "in/good/FlumeData.1767225600001=c/"], sink.Files().Where(file => !file.StartsWith("in/refused/", StringComparison.Ordinal)));
        Assert.Equal("a/b/", string.Concat(sink.Files().Where(file => file.StartsWith("in/refused/", StringComparison.Ordinal)).Select(file => file.Split('=')[1]).Order()));
        Assert.All(sink.Context.Logged.TextsOf(LogLevel.Warning), line => Assert.StartsWith("No file can be made where headers have it", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_header_is_empty()
    {
        await using var sink = new RunningSink(("hdfs.path", "file://{root}/%{where}/x"));

        await sink.DeliverAsync("a");

        Assert.Equal(["x/FlumeData.1767225600001.tmp=a/"], sink.Files());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("99999999999999999999")]
    public async Task An_event_without_a_usable_timestamp_is_filed_by_the_agents_time_and_the_log_says_so(string? timestamp)
    {
        await using var sink = new RunningSink(("hdfs.path", "file://{root}/%Y-%m-%d"), ("hdfs.timeZone", "UTC"));

        await sink.DeliverAsync(
            EventOf("good", ("timestamp", "0")), timestamp is null ? EventOf("bad") : EventOf("bad", ("timestamp", timestamp)), EventOf("next", ("timestamp", "1")));

        Assert.Equal(["1970-01-01/FlumeData.1767225600001.tmp=good/next/", "2026-01-01/FlumeData.1767225600001.tmp=bad/"], sink.Files());
        Assert.Contains("timestamp", Assert.Single(sink.Context.Logged.TextsOf(LogLevel.Warning)), StringComparison.Ordinal);
        Assert.Equal(1, sink.Context.Counters["TimestampReplacedCount"].Value);
    }

    [Theory]
    [InlineData("-62135510400000", "0001-01-03")]
    [InlineData("253402128000000", "9999-12-30")]
    public async Task The_first_and_last_years_have_their_buckets_in_every_zone(string timestamp, string expected)
    {
        foreach (var zone in new[] { "GMT-12:00", "GMT+14:00", "Europe/Berlin" })
        {
            await using var sink = new RunningSink(("hdfs.path", "file://{root}/%Y-%m-%d %c%j%s%z"), ("hdfs.timeZone", zone), ("hdfs.round", "true"),
                ("hdfs.roundUnit", "hour"), ("hdfs.roundValue", "6"));

            await sink.DeliverAsync(EventOf("a", ("timestamp", timestamp)));

            Assert.StartsWith(expected[..7], Assert.Single(sink.Files()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_batch_of_bad_timestamps_is_told_once()
    {
        await using var sink = new RunningSink(("hdfs.path", "file://{root}/%Y"));

        await sink.DeliverAsync([.. Enumerable.Range(0, 500).Select(i => EventOf($"{i}"))]);

        Assert.Single(sink.Context.Logged.TextsOf(LogLevel.Warning));
        Assert.Equal(500, sink.Context.Counters["TimestampReplacedCount"].Value);
    }

    [Theory]
    [InlineData("hdfs.path", "/x/../y", "write the directory that is meant")]
    [InlineData("hdfs.path", "/x/%[nobody]", "does not match any of (localhost,IP,FQDN)")]
    [InlineData("hdfs.codeC", "lzo", "Unsupported compression codec lzo")]
    [InlineData("hdfs.writeFormat", "text", "use Writable or Text")]
    [InlineData("hdfs.kerberosPrincipal", "flume/x@Y", "docs/hdfs.md, Kerberos")]
    [InlineData("hdfs.kerberosKeytab", "/x", "docs/hdfs.md, Kerberos")]
    [InlineData("hdfs.fileType", "CompressedStream", "It's essential to set compress codec")]
    [InlineData("hdfs.roundValue", "61", "Round value must be > 0 and <= 60")]
    public void What_cannot_work_is_refused_with_the_reason(string option, string value, string expected)
    {
        var options = option == "hdfs.path" ? Given.Options<HdfsOptions>((option, value))
            : Given.Options<HdfsOptions>(("hdfs.path", "/x"), ("hdfs.round", "true"), (option, value));

        var error = Assert.Single(options.Check());

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_data_stream_has_no_codec() => Assert.Contains("does NOT support compressed output", Assert.Single(
        Given.Options<HdfsOptions>(("hdfs.path", "/x"), ("hdfs.fileType", "datastream"), ("hdfs.codeC", "gzip")).Check()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("s3a://bucket/x", "objects in S3 cannot be appended to")]
    [InlineData("hdfs:///x", "names no name node")]
    [InlineData("file:relative", "is not absolute")]
    public void A_path_that_leads_nowhere_is_refused(string path, string expected) =>
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => new RunningSink(("hdfs.path", path), ("hdfs.hadoopConfDir", "/"))).Message, StringComparison.Ordinal);

    [Fact]
    public void An_unknown_time_zone_is_refused_but_GMT_under_Flumes_command_line()
    {
        Assert.Throws<ConfigurationException>(() => new RunningSink(("hdfs.timeZone", "Europe/Nowhere")));

        var sink = new RunningSink(new TestComponentContext("k1") { Strict = false }, ("hdfs.timeZone", "Europe/Nowhere"));
        Assert.Equal(["hdfs.timeZone Europe/Nowhere is not known: GMT is used."], sink.Context.Logged.TextsOf(LogLevel.Warning));
    }
}
