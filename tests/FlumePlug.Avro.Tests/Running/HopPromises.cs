using System.Net;
using System.Runtime.CompilerServices;
using FlumePlug.Client;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Avro.Tests.Running;

/// <summary>What the source and the sink of an RPC promise, each proven against the other.</summary>
internal sealed class HopPromises<TSource, TSink>
    where TSource : ConnectionSource
    where TSink : RpcSink
{
    private readonly ConditionalWeakTable<ISource, TSink> _feeders = [];
    private readonly ConditionalWeakTable<TSink, Destination> _destinations = [];
    private readonly Func<int, long, ComponentContext, TSink> _newSink;

    /// <param name="newSource">A source on a free port.</param>
    /// <param name="newSink">A sink to a port, with a time-out in milliseconds.</param>
    /// <param name="start">Starts a source on a port; 0: on a free one.</param>
    public HopPromises(
        Func<ComponentContext, TSource> newSource, Func<int, long, ComponentContext, TSink> newSink, Func<IChannelProcessor, int, Task<RunningListener>> start)
    {
        _newSink = newSink;
        Source = new(newSource) { Feed = FeedAsync };
        Sink = new(context =>
        {
            var destination = new Destination(start);
            var sink = newSink(destination.Port, 1000, context);
            _destinations.Add(sink, destination);
            return sink;
        })
        {
            Delivered = (sink, _) => DestinationOf(sink).Events.Texts,
            Break = (sink, _) => DestinationOf(sink).Break(),
        };
    }

    public SourceConformance<TSource> Source { get; }

    public SinkConformance<TSink> Sink { get; }

    private Destination DestinationOf(TSink sink) => _destinations.TryGetValue(sink, out var found) ? found : throw new InvalidOperationException();

    // Each text is an append of its own, tried again when it is refused.
    private async Task FeedAsync(TSource source, TestComponentContext context, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var feeder = _feeders.GetValue(source, _ => _newSink(((IPEndPoint)source.LocalEndPoint!).Port, 20_000, context));
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
        private readonly Func<IChannelProcessor, int, Task<RunningListener>> _start;
        private RunningListener _source;

        public Destination(Func<IChannelProcessor, int, Task<RunningListener>> start)
        {
            _start = start;
            _source = Start(0);
            Port = _source.Port;
        }

        public int Port { get; }

        public CollectedEvents Events => _channels.Events;

        public IDisposable Break()
        {
            Task.Run(async () => await _source.DisposeAsync()).GetAwaiter().GetResult();
            return new Repair(() => _source = Start(Port));
        }

        private RunningListener Start(int port) => Task.Run(() => _start(_channels, port)).GetAwaiter().GetResult();
    }

    private sealed class Repair(Action repair) : IDisposable
    {
        public void Dispose() => repair();
    }
}
