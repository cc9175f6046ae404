using FlumePlug.Core.Pipeline;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Core.Tests.Pipeline.Parts;
using static FlumePlug.Sdk.CounterNames;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Core.Tests.Pipeline;

/// <summary>Puts of single events that travel together.</summary>
public sealed class PutEachTests : IDisposable
{
    private readonly Parts _parts = new();
    private readonly CollectedAnswers _answers = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _parts.Dispose();

    [Fact]
    public async Task What_fits_is_stored_and_each_event_behind_it_is_refused_by_itself()
    {
        var a = _parts.Memory("a", capacity: 100);

        await PutEachAsync(_parts.Processor([a]), Texts(10_000));

        Assert.Equal((100, 9_900), (_answers.Stored, _answers.Refused));
        Assert.Null(_answers.All[0].Refused);
        Assert.All(_answers.All.Skip(1), answer => Assert.IsType<ChannelFullException>(answer.Refused));
        Assert.Equal(Texts(100), await EmptyAsync(a));
        Assert.Equal((10_000, 100, 9_900), (_parts[EventReceivedCount], _parts[EventAcceptedCount], _parts[EventRejectedCount]));
        Assert.Equal((10_000, 100, 9_900), (_parts[AppendReceivedCount], _parts[AppendAcceptedCount], _parts[ChannelWriteFail]));
        Assert.Equal((10_000, 100), (a.Counters.PutAttempts.Value, a.Counters.Puts.Value));
    }

    [Fact]
    public async Task Each_event_that_finds_no_room_waits_keep_alive_by_itself()
    {
        var a = _parts.Memory("a", capacity: 3, keepAlive: 3);
        var put = PutEachAsync(_parts.Processor([a]), Texts(5));
        for (var answers = 1; answers <= 2; answers++)
        {
            await _parts.Time.WhenWaiting();
            _parts.Time.Advance(TimeSpan.FromSeconds(2.9));
            Assert.Equal(answers, _answers.All.Count);
            _parts.Time.Advance(TimeSpan.FromSeconds(0.2));
        }
        await put;

        Assert.Equal([3, 1, 1], _answers.All.Select(answer => answer.Count));
        Assert.Equal((3, 2), (_answers.Stored, _answers.Refused));
    }

    [Fact]
    public async Task Events_that_find_room_while_they_wait_are_stored_in_order()
    {
        var a = _parts.Memory("a", capacity: 2, keepAlive: 3);
        var put = PutEachAsync(_parts.Processor([a]), Texts(5));
        var taken = new List<string>();
        while (!put.IsCompleted)
        {
            taken.AddRange(await EmptyAsync(a));
            await Task.Yield();
        }
        await put;
        taken.AddRange(await EmptyAsync(a));

        Assert.Equal(Texts(5), taken);
        Assert.Equal((5, 0), (_answers.Stored, _answers.Refused));
    }

    [Fact]
    public async Task Events_travel_in_runs_of_the_smallest_transaction_of_any_channel()
    {
        var (a, b) = (_parts.Memory("a", 1000, transactionCapacity: 40), _parts.Memory("b", 1000, transactionCapacity: 30));

        await PutEachAsync(_parts.Processor([a, b]), Texts(100));

        Assert.Equal([30, 30, 30, 10], _answers.All.Select(answer => answer.Count));
        Assert.Equal(Texts(100), await EmptyAsync(a));
        Assert.Equal(Texts(100), await EmptyAsync(b));
    }

    [Fact]
    public async Task Of_several_channels_the_fullest_says_how_many_are_stored_in_all()
    {
        var (a, b, c) = (_parts.Memory("a", 10), _parts.Memory("b", 3), _parts.Memory("c", 5));

        await PutEachAsync(_parts.Processor([a, b, c]), Texts(6));

        Assert.Equal([(3, false), (1, true), (1, true), (1, true)], Outcomes());
        foreach (var channel in new[] { a, b, c })
            Assert.Equal(Texts(3), await EmptyAsync(channel));
    }

    [Fact]
    public async Task An_event_whose_channel_is_full_is_refused_and_those_of_other_routes_behind_it_are_stored()
    {
        var (a, b) = (_parts.Memory("a", 10), _parts.Memory("b", 1));
        var processor = _parts.Processor([a, b], Choosing(routed => new Route(TextOf(routed)[0] == 'a' ? 1UL : 2UL)));

        await PutEachAsync(processor, "a1", "b1", "a2", "b2", "a3", "b3", "a4");

        Assert.Equal([(3, false), (1, true), (1, false), (1, true), (1, false)], Outcomes());
        Assert.Equal(["a1", "a2", "a3", "a4"], await EmptyAsync(a));
        Assert.Equal(["b1"], await EmptyAsync(b));
    }

    [Fact]
    public async Task While_an_event_waits_for_one_channel_other_sources_use_the_room_in_the_others()
    {
        var (a, b, other) = (_parts.Memory("a"), _parts.Memory("b", keepAlive: 60), new CollectedAnswers());
        using (var full = BatchOf(Texts(100)))
            await _parts.Processor([b]).PutAsync(full, Cancellation);
        var put = PutEachAsync(_parts.Processor([a, b]), Texts(100));
        Assert.False(put.IsCompleted);

        using var batch = BatchOf(Texts(98, "o"));
        await _parts.Processor([a]).PutEachAsync(batch, other, Cancellation);

        Assert.Equal((98, 0), (other.Stored, other.Refused));
        await EmptyAsync(b);
        await put;
        Assert.Equal((2, 98), (_answers.Stored, _answers.Refused));
    }

    [Fact]
    public async Task Dropped_events_are_answered_as_stored_with_those_around_them()
    {
        var a = _parts.Memory("a", 2);
        var processor = _parts.Processor([a], null, Intercepting(batch => DropWhere(batch, text => text.StartsWith('x'))));

        await PutEachAsync(processor, "x1", "1", "x2", "2", "x3", "3", "x4");

        Assert.Equal((6, 1), (_answers.Stored, _answers.Refused));
        Assert.Equal([(5, false), (1, true), (1, false)], Outcomes());
        Assert.Equal(["1", "2"], await EmptyAsync(a));
        Assert.Equal((4, 6, 1), (_parts[EventDroppedCount], _parts[EventAcceptedCount], _parts[EventRejectedCount]));
    }

    [Fact]
    public async Task A_batch_whose_every_event_is_dropped_is_answered_as_stored()
    {
        await PutEachAsync(_parts.Processor([_parts.Memory("a", 1)], null, Intercepting(batch => DropWhere(batch, _ => true))), Texts(3));
        Assert.Equal([(3, false)], Outcomes());
    }

    [Fact]
    public async Task An_event_that_was_split_is_stored_when_all_its_parts_are()
    {
        var a = _parts.Memory("a", 6);
        var processor = _parts.Processor([a], null, Intercepting(batch => SplitInto(batch, 4)));

        await PutEachAsync(processor, "1", "2", "3");

        Assert.Equal([(1, false), (1, true), (1, true)], Outcomes());
        Assert.Equal(["1", "1+1", "1+2", "1+3"], await EmptyAsync(a));
    }

    [Fact]
    public async Task An_event_split_into_more_parts_than_a_transaction_holds_is_refused_with_the_channels_message()
    {
        var processor = _parts.Processor([_parts.Memory("a", 100, transactionCapacity: 3)], null, Intercepting(batch => SplitInto(batch, 4)));

        await PutEachAsync(processor, "1");

        Assert.Contains("MemoryTransaction of capacity 3 full", Assert.Single(_answers.All).Refused!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interceptor_that_throws_refuses_the_event_it_threw_at_and_not_its_neighbours()
    {
        var a = _parts.Memory("a");
        var intercepting = Intercepting(batch =>
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (TextOf(batch[i]) == "2")
                    throw new FormatException("no");
                batch.SetBodyCopy(i, [.. batch[i].Body.Span, (byte)'!']);
            }
        });

        await PutEachAsync(_parts.Processor([a], null, intercepting), "1", "2", "3");

        Assert.Equal([(1, false), (1, true), (1, false)], Outcomes());
        Assert.Equal(["1!", "3!"], await EmptyAsync(a));
        Assert.Equal((3, 2, 1), (_parts[EventReceivedCount], _parts[EventAcceptedCount], _parts[EventRejectedCount]));
    }

    [Fact]
    public async Task A_channel_that_fails_in_its_own_way_refuses_and_does_not_end_the_put()
    {
        var failures = 2;
        var a = _parts.Channel("a", new ProbedChannel("a", _parts.Memory("a").Channel)
        {
            Fail = what =>
            {
                if (what.StartsWith("commit", StringComparison.Ordinal) && failures-- > 0)
                    throw new IOException("disk gone");
            },
        });

        await PutEachAsync(_parts.Processor([a]), "1", "2", "3", "4");

        Assert.Equal([(1, true), (1, true), (2, false)], Outcomes());
        Assert.Equal("Unable to put batch on required channel: a: disk gone", _answers.All[0].Refused!.Message);
        Assert.Equal(["3", "4"], await EmptyAsync(a));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_source_that_gives_up_in_an_answer_ends_the_put_and_is_not_asked_again(bool asChannelException)
    {
        var a = _parts.Memory("a", 100, transactionCapacity: 2);
        var giveUp = new GivingUp(asChannelException ? new ChannelException("client gone") : new IOException("client gone"));
        using var batch = BatchOf(Texts(6));

        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => _parts.Processor([a]).PutEachAsync(batch, giveUp, Cancellation).AsTask());

        Assert.Equal("client gone", thrown.Message);
        Assert.Equal(1, giveUp.Asked);
        Assert.Equal(Texts(2), await EmptyAsync(a));
        Assert.Equal((6, 2, 4), (_parts[EventReceivedCount], _parts[EventAcceptedCount], _parts[EventRejectedCount]));
    }

    [Fact]
    public async Task A_stop_while_an_event_waits_counts_what_was_not_answered_as_rejected()
    {
        var a = _parts.Memory("a", 2, keepAlive: 3);
        using var stop = new CancellationTokenSource();
        using var batch = BatchOf(Texts(5));

        var put = _parts.Processor([a]).PutEachAsync(batch, _answers, stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => put);
        Assert.Equal([(2, false)], Outcomes());
        Assert.Equal((5, 2, 3), (_parts[EventReceivedCount], _parts[EventAcceptedCount], _parts[EventRejectedCount]));
        Assert.Equal(Texts(2), await EmptyAsync(a));
    }

    [Fact]
    public async Task An_event_stays_stored_though_its_optional_channel_is_full()
    {
        var (a, b) = (_parts.Memory("a", 10), _parts.Memory("b", 1));

        await PutEachAsync(_parts.Processor([a, b], To(0..1, 1)), Texts(4));

        Assert.Equal([(4, false)], Outcomes());
        Assert.Equal(["e0"], await EmptyAsync(b));
        Assert.Equal(3, _parts[OptionalDroppedCount]);
    }

    private IEnumerable<(int Count, bool Refused)> Outcomes()
    {
        // Neighbours of one kind may come in one answer or in several: what counts is the order.
        var merged = new List<(int Count, bool Refused)>();
        foreach (var answer in _answers.All)
        {
            if (answer.Refused is null && merged is [.., { Refused: false } last])
                merged[^1] = (last.Count + answer.Count, false);
            else
                merged.Add((answer.Count, answer.Refused is not null));
        }
        return merged;
    }

    private async Task PutEachAsync(IChannelProcessor processor, params string[] bodies)
    {
        using var batch = BatchOf(bodies);
        await processor.PutEachAsync(batch, _answers, Cancellation);
    }

    private static void DropWhere(EventBatch batch, Func<string, bool> drops)
    {
        for (var i = 0; i < batch.Count; i++)
            if (drops(TextOf(batch[i])))
                batch.Drop(i);
    }

    private static void SplitInto(EventBatch batch, int parts)
    {
        for (var i = 0; i < batch.Count; i++)
            for (var part = 1; part < parts; part++)
                batch.Emit(i, Headers.Empty, EventOf($"{TextOf(batch[i])}+{part}").Body);
    }

    private sealed class GivingUp(Exception failure) : IPutAnswers
    {
        public int Asked { get; private set; }

        public ValueTask AnswerAsync(int count, ChannelException? refused, CancellationToken cancellationToken)
        {
            Asked++;
            throw failure;
        }
    }
}
