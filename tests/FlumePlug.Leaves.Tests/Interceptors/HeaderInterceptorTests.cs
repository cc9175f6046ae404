using System.Net;
using FlumePlug.Interceptors;
using FlumePlug.Sdk.Text;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Leaves.Tests.Interceptors;

public sealed class HeaderInterceptorTests : IDisposable
{
    private readonly TestComponentContext _context = new("i1");

    public void Dispose() => _context.Dispose();

    [Fact]
    public async Task Timestamp_replaces_the_header_by_the_time_in_milliseconds()
    {
        var now = _context.Clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(null as IFormatProvider);
        var headers = await After(new TimestampInterceptor(Given.Options<TimestampOptions>(), _context), ("timestamp", "1"));
        Assert.Equal(now, headers["timestamp"]);
    }

    [Fact]
    public async Task Timestamp_keeps_an_existing_header_when_it_is_told_to()
    {
        var options = Given.Options<TimestampOptions>(("preserveExisting", "true"), ("headerName", "t"));
        Assert.Equal("1", (await After(new TimestampInterceptor(options, _context), ("t", "1")))["t"]);
        Assert.NotNull((await After(new TimestampInterceptor(options, _context), ("timestamp", "1")))["t"]);
    }

    [Fact]
    public async Task Static_keeps_an_existing_header_unless_it_is_told_not_to()
    {
        Assert.Equal("value", (await After(new StaticInterceptor(Given.Options<StaticOptions>())))["key"]);
        Assert.Equal("old", (await After(new StaticInterceptor(Given.Options<StaticOptions>()), ("key", "old")))["key"]);
        var replacing = Given.Options<StaticOptions>(("preserveExisting", "false"), ("key", "dc"), ("value", "NY"));
        Assert.Equal("NY", (await After(new StaticInterceptor(replacing), ("dc", "old")))["dc"]);
    }

    [Fact]
    public async Task Static_leaves_each_event_its_own_headers()
    {
        using var batch = BatchOf(EventOf("x", ("a", "1")), EventOf("y", ("key", "2")), EventOf("z"));
        await new StaticInterceptor(Given.Options<StaticOptions>()).InterceptAsync(batch, TestContext.Current.CancellationToken);
        Assert.Equal(
            ["{a=1, key=value}", "{key=2}", "{key=value}"], KeptEvent.AllOf(batch).Select(kept => kept.Headers.ToString()));
    }

    [Fact]
    public async Task Host_gives_the_address_of_this_host_or_its_name()
    {
        var address = (await After(new HostInterceptor(Given.Options<HostOptions>(), _context), ("host", "old")))["host"];
        var addresses = await Dns.GetHostAddressesAsync(Dns.GetHostName(), TestContext.Current.CancellationToken);
        Assert.Contains(address, addresses.Select(one => one.ToString()));
        var named = Given.Options<HostOptions>(("useIP", "false"), ("hostHeader", "node"));
        var name = (await After(new HostInterceptor(named, _context)))["node"];
        Assert.False(string.IsNullOrEmpty(name));
    }

    [Fact]
    public async Task Host_keeps_an_existing_header_when_it_is_told_to()
    {
        var options = Given.Options<HostOptions>(("preserveExisting", "true"));
        Assert.Equal("old", (await After(new HostInterceptor(options, _context), ("host", "old")))["host"]);
    }

    [Fact]
    public async Task Uuid_gives_each_event_a_different_random_uuid_behind_the_prefix()
    {
        using var batch = EventBatch.Create();
        for (var i = 0; i < 1000; i++)
            batch.AddCopy(Headers.Empty, "x"u8);
        var options = Given.Options<UuidOptions>(("prefix", "agent-"));
        await new UuidInterceptor(options).InterceptAsync(batch, TestContext.Current.CancellationToken);
        var ids = KeptEvent.AllOf(batch).Select(kept => kept.Headers["id"]!).ToHashSet();
        Assert.Equal(1000, ids.Count);
        Assert.All(ids, id => Assert.Matches("^agent-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id));
    }

    [Fact]
    public async Task Uuid_keeps_an_existing_header_unless_it_is_told_not_to()
    {
        Assert.Equal("old", (await After(new UuidInterceptor(Given.Options<UuidOptions>()), ("id", "old")))["id"]);
        var replacing = Given.Options<UuidOptions>(("preserveExisting", "false"), ("headerName", "key"));
        Assert.NotEqual("old", (await After(new UuidInterceptor(replacing), ("key", "old")))["key"]);
    }

    [Fact]
    public async Task Remove_header_removes_by_name_from_a_list_and_by_pattern_in_one_go()
    {
        var options = Given.Options<RemoveHeaderOptions>(("withName", "a"), ("fromList", "b , c"), ("matching", "tmp.*"));
        var headers = await After(
            new RemoveHeaderInterceptor(options, _context),
            ("a", "1"), ("b", "2"), ("c", "3"), ("tmp1", "4"), ("a-tmp", "5"), ("d", "6"));
        Assert.Equal("{a-tmp=5, d=6}", headers.ToString());
    }

    [Fact]
    public async Task Remove_header_splits_the_list_at_the_separator_pattern()
    {
        var options = Given.Options<RemoveHeaderOptions>(("fromList", "a;;b|c,d"), ("fromListSeparator", "[;|]+"));
        var headers = await After(
            new RemoveHeaderInterceptor(options, _context), ("a", "1"), ("b", "2"), ("c", "3"), ("c,d", "4"));
        Assert.Equal("{c=3}", headers.ToString());
    }

    [Fact]
    public void Remove_header_with_nothing_to_remove_warns()
    {
        _ = new RemoveHeaderInterceptor(Given.Options<RemoveHeaderOptions>(), _context);
        Assert.Single(_context.Logged.TextsOf(LogLevel.Warning));
    }

    [Fact]
    public async Task A_header_pattern_that_runs_away_refuses_the_batch_and_names_the_pattern()
    {
        var options = new RemoveHeaderOptions
        {
            FromListSeparator = JavaPattern.Compile(","),
            Matching = JavaPattern.Compile("^(a|b|ab)*$", matchTimeout: TimeSpan.FromMilliseconds(20)),
        };
        var name = string.Concat(Enumerable.Repeat("ab", 40)) + "!";
        var refused = await Assert.ThrowsAsync<ChannelException>(
            async () => await After(new RemoveHeaderInterceptor(options, _context), (name, "1")));
        Assert.Contains("^(a|b|ab)*$", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_headers_of_a_whole_batch_costs_a_few_allocations_not_one_per_event()
    {
        using var batch = EventBatch.Create();
        for (var i = 0; i < 1000; i++)
            batch.AddCopy(Headers.Empty, "x"u8);
        IInterceptor[] chain =
        [
            new TimestampInterceptor(Given.Options<TimestampOptions>(), _context),
            new HostInterceptor(Given.Options<HostOptions>(), _context),
            new StaticInterceptor(Given.Options<StaticOptions>()),
        ];
        foreach (var interceptor in chain)
            await interceptor.InterceptAsync(batch, TestContext.Current.CancellationToken);
        Assert.Single(KeptEvent.AllOf(batch).Select(kept => kept.Headers).Distinct(ReferenceEqualityComparer.Instance));
    }

    private static async Task<Headers> After(IInterceptor interceptor, params (string, string)[] headers)
    {
        using var batch = BatchOf(EventOf("body", headers));
        await interceptor.InterceptAsync(batch, TestContext.Current.CancellationToken);
        return batch[0].Headers;
    }
}
