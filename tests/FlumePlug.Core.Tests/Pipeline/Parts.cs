using FlumePlug.Core.Pipeline;
using FlumePlug.MemoryChannel;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Core.Tests.Pipeline;

/// <summary>Parts of a pipeline put together by hand, with a clock that is advanced by hand.</summary>
internal sealed class Parts : IDisposable
{
    private readonly List<IDisposable> _disposables = [];

    public ManualTime Time { get; } = new();

    public CollectingLogger Log { get; } = new();

    public ComponentCounters Source { get; } = new("SOURCE", "r1", "test");

    /// <summary>A started memory channel.</summary>
    public ChannelHost Memory(string name, int capacity = 100, int? transactionCapacity = null, int keepAlive = 0) =>
        Channel(name, Own(new MemoryChannel.MemoryChannel(
            new MemoryChannelOptions
            {
                Capacity = capacity,
                TransactionCapacity = transactionCapacity ?? capacity,
                KeepAlive = keepAlive,
                ByteCapacity = 0,
                ByteCapacityBufferPercentage = 20,
            },
            Own(new TestComponentContext(name, Time)))));

    /// <summary>A started channel.</summary>
    public ChannelHost Channel(string name, IChannel channel, bool reserves = true, bool durable = false)
    {
        var host = Stopped(name, () => channel, reserves, durable);
        Assert.True(host.Component.TryStartAsync(CancellationToken.None).GetAwaiter().GetResult());
        return host;
    }

    /// <summary>A channel that is not started.</summary>
    public ChannelHost Stopped(string name, Func<IChannel> build, bool reserves = true, bool durable = false)
    {
        var counters = new ComponentCounters("CHANNEL", name, "test");
        return new(name, new(AtomicPut: true, durable, reserves), new(counters), Hosted("channel " + name, build, counters));
    }

    public HostedComponent<T> Hosted<T>(string label, Func<T> build, ComponentCounters? counters = null)
        where T : class, IComponent =>
        new(label, build, counters ?? new("TEST", label, "test"), Log, Time);

    public ChannelProcessor Processor(IReadOnlyList<ChannelHost> channels, IChannelSelector? selector = null, params IInterceptor[] interceptors)
    {
        var processor = new ChannelProcessor(new(Source));
        processor.Open(Path(channels, selector, interceptors));
        return processor;
    }

    public PutPath Path(IReadOnlyList<ChannelHost> channels, IChannelSelector? selector = null, params IInterceptor[] interceptors) =>
        new(channels, new([.. interceptors.Select((interceptor, i) => new NamedInterceptor($"i{i + 1}", interceptor))]),
            selector ?? To(0..channels.Count), new(Source), new ProblemLog(Log, Time));

    /// <summary>A member of a sink group, its sink started.</summary>
    public SinkTurn Turn(ISink sink, ChannelHost channel, int batchSize = 100, int takesPerFlush = 1, string name = "k1")
    {
        var turn = StoppedTurn(() => sink, channel, batchSize, takesPerFlush, name);
        Assert.True(turn.Component.TryStartAsync(CancellationToken.None).GetAwaiter().GetResult());
        return turn;
    }

    public SinkTurn StoppedTurn(Func<ISink> build, ChannelHost channel, int batchSize = 100, int takesPerFlush = 1, string name = "k1")
    {
        var counters = new ComponentCounters("SINK", name, "test");
        return new(name, Hosted("sink " + name, build, counters), channel, new(batchSize, takesPerFlush), new(counters), Time);
    }

    public SinkRunner Runner(params SinkTurn[] members) => Runner(new FirstThatDelivers(), members);

    public SinkRunner Runner(ISinkProcessor processor, params SinkTurn[] members) =>
        Own(new SinkRunner(processor, members, new ProblemLog(Log, Time), Time));

    public long this[string counter] => Source[counter].Value;

    /// <summary>Every event to the channels at those positions, the first ones required.</summary>
    public static IChannelSelector To(Range required, params int[] optional)
    {
        ulong bits = 0;
        for (var i = required.Start.Value; i < required.End.Value; i++)
            bits |= 1UL << i;
        return new Selector(null, new Route(bits, optional.Aggregate(0UL, (all, one) => all | 1UL << one)));
    }

    /// <summary>A selector that asks for each event.</summary>
    public static IChannelSelector Choosing(Func<Event, Route> choose) => new Selector(choose, null);

    public static IInterceptor Intercepting(Action<EventBatch> intercept) => new Interceptor(intercept);

    public static string[] Texts(int count, string prefix = "e") => [.. Enumerable.Range(0, count).Select(i => $"{prefix}{i}")];

    /// <summary>What waits in a channel, taken for good.</summary>
    public static async Task<IReadOnlyList<string>> EmptyAsync(ChannelHost host)
    {
        var texts = new List<string>();
        while (await host.Channel.TakeAsync(1000, CancellationToken.None) is { } take)
        {
            texts.AddRange(TestEvents.TextsOf(take.Batch));
            await take.CommitAsync(CancellationToken.None);
            await take.DisposeAsync();
        }
        return texts;
    }

    /// <summary>
    /// Advances the clock in small steps until the work is done; fails when a minute of real time was not enough. Each step waits
    /// for so many timers: the clock does not run ahead of code that is about to sleep.
    /// </summary>
    public async Task AdvanceUntilAsync(Task work, int timers = 0)
    {
        var limit = DateTime.UtcNow.AddMinutes(1);
        while (!work.IsCompleted)
        {
            await Task.WhenAny(Time.WhenWaiting(timers), work).WaitAsync(TimeSpan.FromMinutes(1));
            Assert.True(DateTime.UtcNow < limit, "The work did not end.");
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
        await work;
    }

    public void Dispose()
    {
        foreach (var disposable in Enumerable.Reverse(_disposables))
            disposable.Dispose();
    }

    public T Own<T>(T disposable)
        where T : IDisposable
    {
        _disposables.Add(disposable);
        return disposable;
    }

    private sealed class Selector(Func<Event, Route>? choose, Route? always) : IChannelSelector
    {
        public Route? Always => always;

        public Route Select(in Event routed) => choose!(routed);
    }

    private sealed class Interceptor(Action<EventBatch> intercept) : IInterceptor
    {
        public ValueTask InterceptAsync(EventBatch batch, CancellationToken cancellationToken)
        {
            intercept(batch);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class FirstThatDelivers : ISinkProcessor
    {
        public async ValueTask<bool> ProcessAsync(IReadOnlyList<ISinkTurn> members, CancellationToken cancellationToken)
        {
            foreach (var member in members)
                if (await member.RunAsync(cancellationToken))
                    return true;
            return false;
        }
    }
}
