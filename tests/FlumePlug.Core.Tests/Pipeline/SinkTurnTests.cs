using FlumePlug.Core.Pipeline;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Core.Tests.Pipeline.Parts;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Core.Tests.Pipeline;

/// <summary>The transactions between a sink and its channel.</summary>
public sealed class SinkTurnTests : IDisposable
{
    private readonly Parts _parts = new();
    private readonly CollectingSink _sink = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _parts.Dispose();

    [Fact]
    public async Task Several_takes_are_processed_then_flushed_once_then_committed_in_order()
    {
        var (channel, probe) = await FilledAsync(5);
        var turn = _parts.Turn(new NotingSink(probe), channel, batchSize: 2, takesPerFlush: 10);

        Assert.True(await turn.RunAsync(Cancellation));

        Assert.Equal(["a take 2", "a process", "a take 2", "a process", "a take 1", "a process", "a flush",
            "a take commit", "a take commit", "a take commit", "a take ends", "a take ends", "a take ends"], probe.Notes);
        Assert.False(await turn.RunAsync(Cancellation));
    }

    [Fact]
    public async Task A_transaction_has_no_more_takes_than_the_sink_allows()
    {
        var (channel, probe) = await FilledAsync(5);
        var turn = _parts.Turn(new NotingSink(probe), channel, batchSize: 1, takesPerFlush: 2);

        await turn.RunAsync(Cancellation);

        Assert.Equal(2, probe.Notes.Count(note => note == "a process"));
        Assert.Equal(3, channel.Channel.Fill.Size);
    }

    [Fact]
    public async Task A_sink_that_wants_a_flush_gets_it_and_the_commit_before_the_next_take()
    {
        var (channel, probe) = await FilledAsync(5);
        var turn = _parts.Turn(new NotingSink(probe) { WantsFlushAt = 2 }, channel, batchSize: 1, takesPerFlush: 10);

        await turn.RunAsync(Cancellation);

        Assert.Equal(["a take 1", "a process", "a take 1", "a process", "a flush", "a take commit", "a take commit", "a take ends", "a take ends"], probe.Notes);
        Assert.Equal(3, channel.Channel.Fill.Size);
    }

    [Fact]
    public async Task A_throw_rolls_every_take_back_so_that_the_events_come_again_in_their_order()
    {
        var (channel, _) = await FilledAsync(10);
        var failing = new NotingSink(new ProbedChannel("s", channel.Channel)) { FailAt = 3 };
        var turn = _parts.Turn(failing, channel, batchSize: 3, takesPerFlush: 10);

        await Assert.ThrowsAsync<IOException>(() => turn.RunAsync(Cancellation).AsTask());
        Assert.Equal(10, channel.Channel.Fill.Size);
        Assert.Equal(0, channel.Counters.Takes.Value);

        Assert.Equal(Texts(10), await EmptyAsync(channel));
    }

    [Fact]
    public async Task A_flush_that_throws_rolls_back_what_was_processed()
    {
        var (channel, probe) = await FilledAsync(4);
        probe.Fail = what =>
        {
            if (what == "flush")
                throw new IOException("no");
        };
        var turn = _parts.Turn(new NotingSink(probe), channel, batchSize: 2, takesPerFlush: 2);

        await Assert.ThrowsAsync<IOException>(() => turn.RunAsync(Cancellation).AsTask());

        Assert.Equal(Texts(4), await EmptyAsync(channel));
    }

    [Fact]
    public async Task What_a_sink_delivered_before_its_throw_is_committed_and_the_rest_comes_again_in_order()
    {
        var (channel, probe) = await FilledAsync(6);
        probe.Fail = what =>
        {
            if (what == "flush")
                throw new IOException("no");
        };
        var turn = _parts.Turn(new NotingSink(probe) { Delivered = [0, 2] }, channel, batchSize: 1, takesPerFlush: 4);

        await Assert.ThrowsAsync<IOException>(() => turn.RunAsync(Cancellation).AsTask());

        Assert.Equal(2, channel.Counters.Takes.Value);
        Assert.Equal(["e1", "e3", "e4", "e5"], await EmptyAsync(channel));
    }

    [Fact]
    public async Task A_take_that_fails_leaves_those_before_it_to_be_flushed()
    {
        var (channel, probe) = await FilledAsync(4);
        var takes = 0;
        probe.Fail = what =>
        {
            if (what == "take 2" && ++takes == 2)
                throw new ChannelException("no");
        };
        var turn = _parts.Turn(_sink, channel, batchSize: 2, takesPerFlush: 3);

        Assert.True(await turn.RunAsync(Cancellation));

        Assert.Equal(["e0", "e1"], _sink.Events.Texts);
        Assert.Equal(2, channel.Counters.Takes.Value);
    }

    [Fact]
    public async Task A_commit_that_fails_leaves_the_takes_committed_before_it_counted()
    {
        var (channel, probe) = await FilledAsync(6);
        var commits = 0;
        probe.Fail = what =>
        {
            if (what == "take commit" && ++commits == 2)
                throw new ChannelException("no");
        };
        var turn = _parts.Turn(_sink, channel, batchSize: 2, takesPerFlush: 3);

        await Assert.ThrowsAsync<ChannelException>(() => turn.RunAsync(Cancellation).AsTask());

        Assert.Equal(2, channel.Counters.Takes.Value);
        Assert.Equal(["e2", "e3", "e4", "e5"], await EmptyAsync(channel));
    }

    [Fact]
    public async Task Every_take_is_ended_though_ending_one_throws()
    {
        var (channel, probe) = await FilledAsync(6);
        var first = true;
        probe.Fail = what =>
        {
            if (what == "process" && probe.Notes.Count(note => note == "a process") == 3)
                throw new IOException("no");
            if (what == "take ends" && first)
            {
                first = false;
                throw new InvalidOperationException("cannot roll back");
            }
        };
        var turn = _parts.Turn(new NotingSink(probe), channel, batchSize: 2, takesPerFlush: 3);

        await Assert.ThrowsAnyAsync<Exception>(() => turn.RunAsync(Cancellation).AsTask());

        Assert.Equal(3, probe.Notes.Count(note => note == "a take ends"));
        probe.Fail = null;
        Assert.True(await turn.RunAsync(Cancellation));
        Assert.Equal(0, channel.Channel.Fill.Size);
    }

    [Fact]
    public async Task Batches_are_counted_as_Flume_counts_them()
    {
        var (channel, _) = await FilledAsync(5);
        var counters = new ComponentCounters("SINK", "k1", "test");
        var hosted = _parts.Hosted<ISink>("sink k1", () => _sink, counters);
        await hosted.TryStartAsync(Cancellation);
        var turn = new SinkTurn("k1", hosted, channel, new(3, 1), new(counters), _parts.Time);

        _sink.FailNext(new IOException("no"));
        await Assert.ThrowsAsync<IOException>(() => turn.RunAsync(Cancellation).AsTask());
        while (await turn.RunAsync(Cancellation))
        {
        }

        var values = counters.All.Where(counter => counter.Value > 0).ToDictionary(counter => counter.Name, counter => counter.Value);
        Assert.Equal(new Dictionary<string, long>
        {
            [CounterNames.BatchCompleteCount] = 2,
            [CounterNames.BatchUnderflowCount] = 1,
            [CounterNames.BatchEmptyCount] = 1,
            [CounterNames.EventDrainAttemptCount] = 8,
            [CounterNames.EventDrainSuccessCount] = 5,
            [CounterNames.EventWriteFail] = 1,
        }, values);
        Assert.Equal(5, channel.Counters.Takes.Value);
        Assert.Equal(3 + 3 + 3 + 1, channel.Counters.TakeAttempts.Value);
    }

    [Fact]
    public async Task A_sink_that_is_not_started_says_why_it_does_not_run()
    {
        var turn = _parts.StoppedTurn(() => throw new IOException("no such directory"), _parts.Memory("a"));
        await turn.Component.TryStartAsync(Cancellation);

        var thrown = await Assert.ThrowsAsync<SinkNotRunningException>(() => turn.RunAsync(Cancellation).AsTask());

        Assert.Equal("Sink k1 is not running: no such directory", thrown.Message);
    }

    private async Task<(ChannelHost Channel, ProbedChannel Probe)> FilledAsync(int events)
    {
        var probe = new ProbedChannel("a", _parts.Memory("inner").Channel);
        var channel = _parts.Channel("a", probe);
        using var batch = BatchOf(Texts(events));
        await _parts.Processor([channel]).PutAsync(batch, Cancellation);
        probe.Notes.Clear();
        return (channel, probe);
    }

    /// <summary>Notes its calls among those of its channel.</summary>
    private sealed class NotingSink(ProbedChannel notes) : ISink, IPartialDelivery, IFlushTiming
    {
        private int _calls;

        /// <summary>The number of the batch that fails.</summary>
        public int FailAt { get; init; }

        /// <summary>The batches that were delivered though a flush fails.</summary>
        public int[] Delivered { get; init; } = [];

        /// <summary>The number of the batch after which a flush is due.</summary>
        public int WantsFlushAt { get; init; }

        public bool WantsFlush => _calls == WantsFlushAt;

        public bool IsDelivered(int batch) => Delivered.Contains(batch);

        public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
        {
            notes.Note("process");
            return ++_calls == FailAt ? throw new IOException("no") : ValueTask.CompletedTask;
        }

        public ValueTask FlushAsync(CancellationToken cancellationToken)
        {
            notes.Note("flush");
            return ValueTask.CompletedTask;
        }
    }
}
