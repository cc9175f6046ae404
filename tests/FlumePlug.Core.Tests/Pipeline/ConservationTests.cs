using System.Collections.Concurrent;
using FlumePlug.Core.Pipeline;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Core.Tests.Pipeline.Parts;
using static FlumePlug.Sdk.CounterNames;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Core.Tests.Pipeline;

/// <summary>Sources, channels and sinks that fail at random: at rest the counters add up, and nothing acknowledged is lost.</summary>
public sealed class ConservationTests
{
    private const int Sources = 3;
    private const int BatchesEach = 150;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task What_was_acknowledged_is_delivered_and_the_counters_add_up(int seed)
    {
        using var parts = new Parts();
        var hosts = new[] { "a", "b" }.Select((name, i) => parts.Channel(name,
            new ProbedChannel(name, parts.Memory(name, capacity: 60, keepAlive: i).Channel) { Fail = FailAtRandom(seed + i) })).ToArray();
        var sinks = hosts.Select((_, i) => new UnreliableSink(seed + i)).ToArray();
        var runners = hosts.Select((host, i) => parts.Runner(
            parts.StoppedTurn(() => sinks[i], host, batchSize: 10, takesPerFlush: 1 + seed % 4))).ToList();
        var sources = Enumerable.Range(0, Sources).Select(i => new RandomSource(i, seed)).ToArray();
        var selector = Choosing(routed => new Route((ulong)routed.Body.Span[0] - 'a' + 1));
        var path = parts.Path(hosts, selector, Intercepting(DropSome));
        var supervised = sources.Select((source, i) => new SourceNode(new SourceRunner(
            $"r{i}", parts.Hosted<ISource>($"source r{i}", () => source), new ChannelProcessor(new(parts.Source)), parts.Time), path)).ToList();

        await using var agent = new Agent("a1", new(hosts, runners, supervised), parts.Log, parts.Time);
        await parts.AdvanceUntilAsync(agent.StartAsync(TestContext.Current.CancellationToken));
        await parts.AdvanceUntilAsync(agent.AllStarted);
        await parts.AdvanceUntilAsync(Task.WhenAll(sources.Select(source => source.Done)));
        var stop = agent.StopAsync(Timeout.InfiniteTimeSpan);
        await parts.AdvanceUntilAsync(stop);

        Assert.Equal(0, await stop);
        var received = sources.Sum(source => source.Sent);
        Assert.Equal(received, parts[EventReceivedCount]);
        Assert.Equal(received, parts[EventAcceptedCount] + parts[EventRejectedCount]);
        Assert.Equal(sources.Sum(source => source.Stored.Count), parts[EventAcceptedCount]);
        Assert.All(hosts, host => Assert.Equal(host.Counters.Puts.Value, host.Counters.Takes.Value + host.Channel.Fill.Size));
        foreach (var (sink, i) in sinks.Select((sink, i) => (sink, i)))
        {
            var owed = sources.SelectMany(source => source.Stored).Where(body => !body.EndsWith('x') && ((body[0] - 'a' + 1) >> i & 1) != 0);
            Assert.Empty(owed.Except(sink.Delivered));
        }
    }

    // One in a hundred reservations, commits and takes.
    private static Action<string> FailAtRandom(int seed)
    {
        var random = new Random(seed);
        return what =>
        {
            lock (random)
                if (!what.Contains("ends", StringComparison.Ordinal) && random.Next(100) == 0)
                    throw new ChannelException($"random failure at {what.Split(' ')[0]}");
        };
    }

    private static void DropSome(EventBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
            if (TextOf(batch[i]).EndsWith('x'))
                batch.Drop(i);
    }

    /// <summary>Puts batches whole or event by event; a body begins with its channels (a, b, c: both) and is dropped if it ends in x.</summary>
    private sealed class RandomSource(int number, int seed) : ISource
    {
        private readonly TaskCompletionSource _done = new();

        public Task Done => _done.Task;

        public long Sent { get; private set; }

        public List<string> Stored { get; } = [];

        public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
        {
            var random = new Random(seed * 100 + number);
            for (var i = 0; i < BatchesEach; i++)
            {
                string[] bodies = [.. Enumerable.Range(0, random.Next(1, 40))
                    .Select(j => $"{"abc"[random.Next(3)]} {number}-{i}-{j}{(random.Next(9) == 0 ? "x" : "")}")];
                using var batch = BatchOf(bodies);
                Sent += bodies.Length;
                if (random.Next(2) == 0)
                    await channels.PutEachAsync(batch, new Answers(bodies, Stored), cancellationToken);
                else
                    await PutWholeAsync(channels, batch, bodies, cancellationToken);
            }
            _done.SetResult();
        }

        private async Task PutWholeAsync(IChannelProcessor channels, EventBatch batch, string[] bodies, CancellationToken cancellationToken)
        {
            try
            {
                await channels.PutAsync(batch, cancellationToken);
                Stored.AddRange(bodies);
            }
            catch (ChannelException)
            {
                // Refused: not owed.
            }
        }

        private sealed class Answers(string[] bodies, List<string> stored) : IPutAnswers
        {
            private int _answered;

            public ValueTask AnswerAsync(int count, ChannelException? refused, CancellationToken cancellationToken)
            {
                if (refused is null)
                    stored.AddRange(bodies[_answered..(_answered + count)]);
                _answered += count;
                return ValueTask.CompletedTask;
            }
        }
    }

    /// <summary>Delivers with the flush; fails one call in ten.</summary>
    private sealed class UnreliableSink(int seed) : ISink
    {
        private readonly Random _random = new(seed);
        private readonly List<string> _processed = [];

        public ConcurrentBag<string> Delivered { get; } = [];

        public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
        {
            FailAtRandom();
            _processed.AddRange(TextsOf(batch));
            return ValueTask.CompletedTask;
        }

        public ValueTask FlushAsync(CancellationToken cancellationToken)
        {
            FailAtRandom();
            foreach (var text in _processed)
                Delivered.Add(text);
            _processed.Clear();
            return ValueTask.CompletedTask;
        }

        private void FailAtRandom()
        {
            if (_random.Next(10) != 0)
                return;
            _processed.Clear();
            throw new IOException("random failure");
        }
    }
}
