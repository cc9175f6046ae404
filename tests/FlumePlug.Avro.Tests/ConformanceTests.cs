using System.Net;
using System.Runtime.CompilerServices;
using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Avro.Tests;

public sealed class ConformanceTests
{
    private static readonly ConditionalWeakTable<ISource, AvroSink> Feeders = [];

    private static readonly ConditionalWeakTable<AvroSink, Destination> Destinations = [];

    private static readonly SourceConformance<AvroSource> Source = new(context => new AvroSource(RunningSource.Options(), context))
    {
        Feed = FeedAsync,
    };

    private static readonly SinkConformance<AvroSink> Sink = new(context =>
    {
        var destination = new Destination();
        var sink = new AvroSink(Sinks.Options(destination.Port, timeout: 1000), context);
        Destinations.Add(sink, destination);
        return sink;
    })
    {
        Delivered = (sink, _) => DestinationOf(sink).Events.Texts,
        Break = (sink, _) => DestinationOf(sink).Break(),
    };

    public static TheoryData<string> PromisesOfSources => [.. Source.Names];

    public static TheoryData<string> PromisesOfSinks => [.. Sink.Names];

    [Theory]
    [MemberData(nameof(PromisesOfSources))]
    public Task The_source_keeps_what_every_source_promises(string promise) => Source.RunAsync(promise, TestContext.Current.CancellationToken);

    [Theory]
    [MemberData(nameof(PromisesOfSinks))]
    public Task The_sink_keeps_what_every_sink_promises(string promise) => Sink.RunAsync(promise, TestContext.Current.CancellationToken);

    private static Destination DestinationOf(AvroSink sink) => Destinations.TryGetValue(sink, out var found) ? found : throw new InvalidOperationException();

    // Each text is an append of its own, tried again when it is refused.
    private static async Task FeedAsync(AvroSource source, TestComponentContext context, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var feeder = Feeders.GetValue(source, _ => new AvroSink(Sinks.Options(((IPEndPoint)source.LocalEndPoint!).Port), context));
        foreach (var text in texts)
        {
            using var batch = TestEvents.BatchOf(text);
            await feeder.ProcessAsync(batch, cancellationToken);
        }
    }

    /// <summary>A source that stands behind a sink, and can be away for a while.</summary>
    private sealed class Destination
    {
        private readonly CollectingChannels _channels = new();
        private RunningSource _source;

        public Destination()
        {
            _source = Task.Run(() => RunningSource.StartAsync(_channels)).GetAwaiter().GetResult();
            Port = _source.Port;
        }

        public int Port { get; }

        public CollectedEvents Events => _channels.Events;

        public IDisposable Break()
        {
            Task.Run(async () => await _source.DisposeAsync()).GetAwaiter().GetResult();
            return new Repair(() => _source = Task.Run(() => RunningSource.StartAsync(_channels, RunningSource.Options(port: Port))).GetAwaiter().GetResult());
        }
    }

    private sealed class Repair(Action repair) : IDisposable
    {
        public void Dispose() => repair();
    }
}
