using System.Globalization;
using FlumePlug.Core.Pipeline;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using static FlumePlug.Core.Tests.Pipeline.Parts;
using static FlumePlug.Sdk.CounterNames;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Core.Tests.Pipeline;

/// <summary>
/// Random batches, routes, drops, splits and capacities: answers and contents must be those of Flume, which puts one event after
/// the other.
/// </summary>
public sealed class PutEachModelTests
{
    private const int Channels = 3;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 300)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Events_that_travel_together_end_as_if_they_were_put_one_by_one(int seed)
    {
        var random = new Random(seed);
        using var parts = new Parts();
        var capacities = Enumerable.Range(0, Channels).Select(_ => random.Next(1, 40)).ToArray();
        var transactions = capacities.Select(capacity => random.Next(1, capacity + 1)).ToArray();
        var hosts = Enumerable.Range(0, Channels).Select(i => parts.Memory("cab"[i].ToString(), capacities[i], transactions[i])).ToArray();
        var lines = Enumerable.Range(0, random.Next(1, 60)).Select(_ => Line.Random(random)).ToArray();
        var processor = parts.Processor(hosts, Choosing(RouteOf), Intercepting(batch => Edit(batch, lines)));
        var answers = new CollectedAnswers();

        using (var batch = BatchOf([.. Enumerable.Range(0, lines.Length).Select(i => $"{lines[i].Required} {i}")]))
            await processor.PutEachAsync(batch, answers, TestContext.Current.CancellationToken);

        var model = new Model(capacities, transactions);
        var expected = lines.Select((line, i) => model.Put(line, i)).ToArray();
        Assert.Equal(expected, answers.All.SelectMany(answer => Enumerable.Repeat(answer.Refused is null, answer.Count)));
        for (var i = 0; i < Channels; i++)
            Assert.Equal(model.Contents[i], await EmptyAsync(hosts[i]));
        Assert.Equal(lines.Length, parts[EventReceivedCount]);
        Assert.Equal(lines.Length, parts[EventAcceptedCount] + parts[EventRejectedCount]);
    }

    private static Route RouteOf(Event routed) => new(ulong.Parse(TextOf(routed).Split(' ')[0], CultureInfo.InvariantCulture));

    private static void Edit(EventBatch batch, Line[] lines)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            for (var part = 1; part < lines[i].Parts; part++)
                batch.Emit(i, Headers.Empty, EventOf($"{TextOf(batch[i])}+{part}").Body);
            if (lines[i].Parts == 0)
                batch.Drop(i);
        }
    }

    /// <param name="Required">The channels of the line, as bits.</param>
    /// <param name="Parts">How many events an interceptor makes of it; none: drops it.</param>
    private sealed record Line(ulong Required, int Parts)
    {
        public static Line Random(Random random) => new((ulong)random.Next(0, 1 << Channels), random.Next(10) switch
        {
            0 => 0,
            1 => random.Next(2, 5),
            _ => 1,
        });
    }

    private sealed class Model(int[] capacities, int[] transactions)
    {
        public List<string>[] Contents { get; } = [.. capacities.Select(_ => new List<string>())];

        public bool Put(Line line, int number)
        {
            var channels = Enumerable.Range(0, Channels).Where(i => (line.Required >> i & 1) != 0).ToArray();
            if (channels.Any(i => Contents[i].Count + line.Parts > capacities[i] || line.Parts > transactions[i]))
                return false;
            foreach (var channel in channels)
                for (var part = 0; part < line.Parts; part++)
                    Contents[channel].Add($"{line.Required} {number}{(part == 0 ? "" : $"+{part}")}");
            return true;
        }
    }
}
