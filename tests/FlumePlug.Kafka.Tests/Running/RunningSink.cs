using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Kafka.Tests.Running;

/// <summary>A Kafka sink, called as a runner would call it.</summary>
internal sealed class RunningSink : IAsyncDisposable
{
    public RunningSink(KafkaSinkOptions options)
    {
        Assert.Empty(options.Check());
        Sink = new KafkaSink(options, Context);
    }

    public TestComponentContext Context { get; } = new("k1", TimeProvider.System);

    public KafkaSink Sink { get; }

    public long Undeliverable => Context.Counters[KafkaSink.UndeliverableCount].Value;

    /// <summary>Sends events in one batch and waits until they are acknowledged.</summary>
    public async Task DeliverAsync(params Event[] events)
    {
        using var batch = TestEvents.BatchOf(events);
        try
        {
            await Sink.ProcessAsync(batch, TestContext.Current.CancellationToken);
            await Sink.FlushAsync(TestContext.Current.CancellationToken);
        }
        catch (EventDeliveryException failed)
        {
            throw new EventDeliveryException($"{failed.Message}\n{string.Join('\n', Context.Logged.Lines.Select(line => line.Text))}", failed);
        }
    }

    public ValueTask DisposeAsync() => Sink.DisposeAsync();
}
