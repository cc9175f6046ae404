using FlumePlug.Sdk;

namespace Acme.Sample;

[Channel("sample", AtomicPut = false, Durable = true, Reserves = false)]
public sealed class SampleChannel : IChannel
{
    public int MaxBatch => 100;

    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken) =>
        throw new ChannelFullException("full");

    public ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken) => new((ITake?)null);

    public ValueTask WaitAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

[ChannelSelector("sample")]
public sealed class SampleSelector(ChannelNames channels) : IChannelSelector
{
    public Route Select(in Event routed) => new(channels.All);
}

[SinkProcessor("sample")]
public sealed class SampleProcessor(SinkNames sinks, ComponentContext context) : ISinkProcessor
{
    public override string ToString() => context.Agent + ":" + string.Join(',', sinks.Names);

    public ValueTask<bool> ProcessAsync(IReadOnlyList<ISinkTurn> members, CancellationToken cancellationToken) => new(false);
}

[Monitor("sample")]
public sealed class SampleMonitor(ICounterReader counters) : IMonitor
{
    public override string ToString() => counters.Read().Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Keeps itself in memory after its plugin was unloaded, as a timer that nobody disposes does.</summary>
[ConfigFilter("clinging")]
public sealed class ClingingFilter : IConfigFilter
{
    private static readonly List<ThreadLocal<object>> Kept = [];

    public string? Filter(string key)
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kept.Clear();
        Kept.Add(new ThreadLocal<object>());
        return key;
    }
}
