using System.Net;
using System.Runtime.CompilerServices;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Thrift.Tests.Running;

namespace FlumePlug.Thrift.Tests;

public sealed class ConformanceTests
{
    private static readonly ConditionalWeakTable<ISource, ThriftSink> Feeders = [];

    private static readonly ConditionalWeakTable<ThriftSink, Destination> Destinations = [];

    private static readonly SourceConformance<ThriftSource> Source = new(context => new ThriftSource(RunningSource.Options(), context))
    {
        Feed = FeedAsync,
    };

    private static readonly SinkConformance<ThriftSink> Sink = new(context =>
    {
        var destination = new Destination();
        var sink = new ThriftSink(Sinks.Options(destination.Port, timeout: 1000), context);
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

    private static Destination DestinationOf(ThriftSink sink) => Destinations.TryGetValue(sink, out var found) ? found : throw new InvalidOperationException();

    // Each text is an append of its own, tried again when it is refused.
    private static async Task FeedAsync(ThriftSource source, TestComponentContext context, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var feeder = Feeders.GetValue(source, _ => new ThriftSink(Sinks.Options(((IPEndPoint)source.LocalEndPoint!).Port), context));
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
