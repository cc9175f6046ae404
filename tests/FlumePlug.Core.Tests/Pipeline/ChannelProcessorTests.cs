using System.Collections.Concurrent;
using FlumePlug.Core.Pipeline;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;
using static FlumePlug.Core.Tests.Pipeline.Parts;
using static FlumePlug.Sdk.CounterNames;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Core.Tests.Pipeline;

/// <summary>Puts of whole batches.</summary>
public sealed class ChannelProcessorTests : IDisposable
{
    private readonly Parts _parts = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _parts.Dispose();

    [Fact]
    public async Task A_batch_that_one_of_several_required_channels_refuses_leaves_no_copy_in_the_others()
    {
        var (a, b, c) = (_parts.Memory("a"), _parts.Memory("b", capacity: 3), _parts.Memory("c"));
        var processor = _parts.Processor([a, b, c]);

        await PutAsync(processor, "1", "2");
        await Assert.ThrowsAsync<ChannelFullException>(() => PutAsync(processor, "3", "4"));
        await PutAsync(processor, "5");

        foreach (var channel in new[] { a, b, c })
            Assert.Equal(["1", "2", "5"], await EmptyAsync(channel));
        Assert.Equal((5, 3, 2), (_parts[EventReceivedCount], _parts[EventAcceptedCount], _parts[EventRejectedCount]));
        Assert.Equal((3, 2, 1), (_parts[AppendBatchReceivedCount], _parts[AppendBatchAcceptedCount], _parts[ChannelWriteFail]));
    }

    [Fact]
    public async Task Room_is_reserved_in_the_order_of_the_names_before_anything_is_stored()
    {
        var notes = new ConcurrentQueue<string>();
        var channels = "cab".Select(name => Probed(name.ToString(), notes)).ToArray();

        await PutAsync(_parts.Processor(channels), "1");

        Assert.Equal(["a reserve 1", "b reserve 1", "c reserve 1", "a commit 1", "b commit 1", "c commit 1"], notes.Take(6));
    }

    [Fact]
    public async Task A_channel_that_cannot_reserve_is_committed_before_those_that_can()
    {
        var notes = new ConcurrentQueue<string>();
        var channels = new[] { Probed("a", notes), Probed("b", notes, reserves: false), Probed("c", notes) };

        await PutAsync(_parts.Processor(channels), "1");

        Assert.Equal(["b commit 1", "a commit 1", "c commit 1"], notes.Where(note => note.Contains("commit", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_commit_that_fails_after_another_succeeded_fails_the_put_and_is_counted_as_possible_duplicates()
    {
        var notes = new ConcurrentQueue<string>();
        var (a, b) = (Probed("a", notes), Probed("b", notes, fail: what => ThrowAt(what, "commit 2", new IOException("disk gone"))));

        var refused = await Assert.ThrowsAsync<ChannelException>(() => PutAsync(_parts.Processor([a, b]), "1", "2"));

        Assert.Equal("Unable to put batch on required channel: b: disk gone", refused.Message);
        Assert.Equal(2, _parts[PossibleDuplicateCount]);
        Assert.Equal((0, 2), (_parts[EventAcceptedCount], _parts[EventRejectedCount]));
        Assert.Equal((2, 0), (a.Counters.Puts.Value, b.Counters.Puts.Value));
        Assert.Equal(100, b.Channel.Fill.Capacity - b.Channel.Fill.Size);
    }

    [Fact]
    public async Task A_failed_reservation_is_told_with_the_name_of_the_channel_and_gives_the_rooms_in_the_others_back()
    {
        var notes = new ConcurrentQueue<string>();
        var a = _parts.Memory("a", capacity: 2);
        var b = Probed("b", notes, fail: what => ThrowAt(what, "reserve 2", new InvalidDataException("broken index")));
        var processor = _parts.Processor([a, b]);

        var refused = await Assert.ThrowsAsync<ChannelException>(() => PutAsync(processor, "1", "2"));
        Assert.Equal("Unable to put batch on required channel: b: broken index", refused.Message);

        await PutAsync(processor, "3");
        await PutAsync(processor, "4");
        Assert.Equal(["3", "4"], await EmptyAsync(a));
    }

    [Fact]
    public async Task A_put_that_cannot_be_ended_in_one_channel_is_ended_in_the_others()
    {
        var notes = new ConcurrentQueue<string>();
        var (a, b) = (_parts.Memory("a", capacity: 1), Probed("b", notes, fail: what => ThrowAt(what, "put ends", new IOException("no"))));
        var c = _parts.Memory("c", capacity: 1);
        var full = _parts.Memory("d", capacity: 1);
        await PutAsync(_parts.Processor([full]), "0");

        var processor = _parts.Processor([a, b, c, full]);
        await Assert.ThrowsAsync<ChannelFullException>(() => PutAsync(processor, "1"));
        await PutAsync(_parts.Processor([a, c]), "2");

        Assert.Equal(["2"], await EmptyAsync(a));
        Assert.Contains(_parts.Log.TextsOf(LogLevel.Error), line => line == "Channel b failed to end a put. no");
    }

    [Fact]
    public async Task What_an_optional_channel_does_not_take_is_dropped_there_and_counted()
    {
        var (required, optional) = (_parts.Memory("a"), _parts.Memory("b", capacity: 2));
        var processor = _parts.Processor([required, optional], To(0..1, 1));

        await PutAsync(processor, "1", "2", "3");

        Assert.Equal(["1", "2", "3"], await EmptyAsync(required));
        Assert.Equal(["1", "2"], await EmptyAsync(optional));
        Assert.Equal((3, 1), (_parts[EventAcceptedCount], _parts[OptionalDroppedCount]));
        Assert.Equal((3, 2), (optional.Counters.PutAttempts.Value, optional.Counters.Puts.Value));
        Assert.Single(_parts.Log.TextsOf(LogLevel.Error));
    }

    [Theory]
    [InlineData("reserve 1")]
    [InlineData("commit 1")]
    public async Task An_optional_channel_that_fails_is_left_out_and_told_once(string moment)
    {
        var (required, notes) = (_parts.Memory("a"), new ConcurrentQueue<string>());
        var optional = Probed("b", notes, fail: what => ThrowAt(what, moment, new IOException("no")));
        var processor = _parts.Processor([required, optional], To(0..1, 1));

        for (var i = 0; i < 50; i++)
            await PutAsync(processor, "x");

        Assert.Equal(50, _parts[OptionalDroppedCount]);
        Assert.Equal(50, (await EmptyAsync(required)).Count);
        Assert.Single(_parts.Log.Lines);
    }

    [Fact]
    public async Task A_stop_while_an_optional_channel_is_offered_events_does_not_take_back_that_they_are_stored()
    {
        using var stop = new CancellationTokenSource();
        var (required, notes) = (_parts.Memory("a"), new ConcurrentQueue<string>());
        var optional = Probed("b", notes, fail: _ =>
        {
            stop.Cancel();
            stop.Token.ThrowIfCancellationRequested();
        });
        using var batch = BatchOf("1");

        await _parts.Processor([required, optional], To(0..1, 1)).PutAsync(batch, stop.Token);

        Assert.Equal((1, 0), (_parts[EventAcceptedCount], _parts[EventRejectedCount]));
        Assert.Equal(["1"], await EmptyAsync(required));
    }

    [Fact]
    public async Task A_batch_whose_events_take_several_routes_keeps_its_order_in_every_channel()
    {
        var (a, b, c) = (_parts.Memory("a"), _parts.Memory("b"), _parts.Memory("c"));
        var processor = _parts.Processor([a, b, c], Choosing(RouteOf));

        await PutAsync(processor, "a1", "b1", "a2", "ab1", "ac1", "b2", "none", "a3", "c1");

        Assert.Equal(["a1", "a2", "ab1", "ac1", "a3"], await EmptyAsync(a));
        Assert.Equal(["b1", "ab1", "b2"], await EmptyAsync(b));
        Assert.Equal(["ac1", "c1"], await EmptyAsync(c));
        Assert.Equal((9, 1), (_parts[EventAcceptedCount], _parts[EventDroppedCount]));
    }

    [Fact]
    public async Task One_full_channel_of_a_batch_with_several_routes_refuses_all_of_it()
    {
        var (a, b) = (_parts.Memory("a"), _parts.Memory("b", capacity: 1));
        var processor = _parts.Processor([a, b], Choosing(RouteOf));

        await PutAsync(processor, "b1");
        await Assert.ThrowsAsync<ChannelFullException>(() => PutAsync(processor, "a1", "b2"));

        Assert.Empty(await EmptyAsync(a));
        Assert.Equal(["b1"], await EmptyAsync(b));
    }

    [Fact]
    public async Task A_batch_without_any_route_is_accepted_and_counted_as_dropped()
    {
        await PutAsync(_parts.Processor([_parts.Memory("a")], Choosing(_ => Route.None)), "1", "2");
        Assert.Equal((2, 2, 0), (_parts[EventAcceptedCount], _parts[EventDroppedCount], _parts[EventRejectedCount]));
    }

    [Fact]
    public async Task A_selector_that_throws_refuses_the_batch_and_nothing_else()
    {
        var a = _parts.Memory("a");
        var processor = _parts.Processor([a], Choosing(routed => TextOf(routed) == "bad" ? throw new FormatException("no level") : new Route(1)));

        var refused = await Assert.ThrowsAsync<ChannelException>(() => PutAsync(processor, "1", "bad"));
        await PutAsync(processor, "2");

        Assert.Equal("The channel selector failed: no level", refused.Message);
        Assert.Equal(["2"], await EmptyAsync(a));
        Assert.Equal((1, 2), (_parts[EventAcceptedCount], _parts[EventRejectedCount]));
    }

    [Fact]
    public async Task An_interceptor_that_throws_refuses_the_batch_with_its_name()
    {
        var a = _parts.Memory("a");
        var processor = _parts.Processor([a], null, Intercepting(_ => { }), Intercepting(_ => throw new FormatException("no date")));

        var refused = await Assert.ThrowsAsync<ChannelException>(() => PutAsync(processor, "1", "2"));

        Assert.Equal("Interceptor i2 failed: no date", refused.Message);
        Assert.Empty(await EmptyAsync(a));
        Assert.Equal((0, 2), (_parts[EventAcceptedCount], _parts[EventRejectedCount]));
    }

    [Fact]
    public async Task Interceptors_run_in_their_order_once_for_a_batch_and_not_for_an_empty_one()
    {
        var seen = new List<string>();
        var a = _parts.Memory("a");
        var processor = _parts.Processor([a], null,
            Intercepting(batch => seen.Add($"first {batch.Count}")),
            Intercepting(batch => DropAll(batch, text => text != "keep")),
            Intercepting(batch => seen.Add($"third {batch.Count}")));

        await PutAsync(processor, "1", "keep", "2");
        await PutAsync(processor, "3");
        await PutAsync(processor);

        Assert.Equal(["first 3", "third 1", "first 1"], seen);
        Assert.Equal(["keep"], await EmptyAsync(a));
        Assert.Equal((4, 4, 3), (_parts[EventReceivedCount], _parts[EventAcceptedCount], _parts[EventDroppedCount]));
    }

    [Fact]
    public async Task A_batch_that_loses_one_event_and_gains_another_counts_the_one_that_was_dropped()
    {
        var a = _parts.Memory("a");
        var processor = _parts.Processor([a], null, Intercepting(batch =>
        {
            batch.Drop(0);
            batch.Emit(1, Headers.Empty, "more"u8.ToArray());
        }));

        await PutAsync(processor, "1", "2");

        Assert.Equal(["2", "more"], await EmptyAsync(a));
        Assert.Equal((2, 1), (_parts[EventAcceptedCount], _parts[EventDroppedCount]));
    }

    [Fact]
    public async Task A_channel_that_has_not_started_refuses_with_the_reason()
    {
        var channel = _parts.Stopped("a", () => throw new IOException("no such directory: /data"));
        var processor = _parts.Processor([channel]);
        Assert.Equal("Channel a is not running.", (await Assert.ThrowsAsync<ChannelException>(() => PutAsync(processor, "1"))).Message);

        await channel.Component.TryStartAsync(Cancellation);

        Assert.Equal("Channel a is not running: no such directory: /data",
            (await Assert.ThrowsAsync<ChannelException>(() => PutAsync(processor, "1"))).Message);
    }

    [Fact]
    public async Task A_cancelled_wait_for_room_counts_as_rejected_and_holds_no_room()
    {
        var (a, b) = (_parts.Memory("a", capacity: 2), _parts.Memory("b", capacity: 1, keepAlive: 3));
        await PutAsync(_parts.Processor([b]), "full");
        using var stop = new CancellationTokenSource();
        using var batch = BatchOf("1");

        var put = _parts.Processor([a, b]).PutAsync(batch, stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => put);
        Assert.Equal(1, _parts[EventRejectedCount]);
        await PutAsync(_parts.Processor([a]), "2", "3");
    }

    [Fact]
    public async Task Two_sources_that_name_the_same_two_channels_in_opposite_order_never_block_each_other()
    {
        const int Puts = 2000;
        var (a, b) = (_parts.Memory("a", capacity: 10, keepAlive: 60), _parts.Memory("b", capacity: 10, keepAlive: 60));
        using var done = new CancellationTokenSource();

        var sources = new[] { _parts.Processor([a, b]), _parts.Processor([b, a]) }
            .Select(processor => Task.Run(async () =>
            {
                for (var i = 0; i < Puts; i++)
                    await PutAsync(processor, Texts(1 + i % 7));
            }, Cancellation)).ToArray();
        var takers = new[] { a, b }.Select(channel => Task.Run(() => TakeAllAsync(channel, done.Token), Cancellation)).ToArray();
        await Task.WhenAll(sources).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        await done.CancelAsync();

        var expected = 2 * Enumerable.Range(0, Puts).Sum(i => 1 + i % 7);
        Assert.All(await Task.WhenAll(takers), taken => Assert.Equal(expected, taken));
    }

    private static async Task<int> TakeAllAsync(ChannelHost channel, CancellationToken done)
    {
        var taken = 0;
        while (true)
        {
            taken += (await EmptyAsync(channel)).Count;
            try
            {
                await channel.Channel.WaitAsync(done);
            }
            catch (OperationCanceledException)
            {
                return taken + (await EmptyAsync(channel)).Count;
            }
        }
    }

    private ChannelHost Probed(string name, ConcurrentQueue<string> notes, bool reserves = true, Action<string>? fail = null) =>
        _parts.Channel(name, new ProbedChannel(name, _parts.Memory(name).Channel, notes) { Fail = fail }, reserves);

    private static async Task PutAsync(IChannelProcessor processor, params string[] bodies)
    {
        using var batch = BatchOf(bodies);
        await processor.PutAsync(batch, Cancellation);
    }

    // The channels whose letters the body begins with.
    private static Route RouteOf(Event routed) =>
        new(TextOf(routed) == "none" ? 0 : TextOf(routed).TakeWhile(char.IsLetter).Aggregate(0UL, (bits, letter) => bits | 1UL << (letter - 'a')));

    private static void DropAll(EventBatch batch, Func<string, bool> drops)
    {
        for (var i = 0; i < batch.Count; i++)
            if (drops(TextOf(batch[i])))
                batch.Drop(i);
    }

    private static void ThrowAt(string what, string moment, Exception failure)
    {
        if (what == moment)
            throw failure;
    }
}
