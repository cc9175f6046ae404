using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Kafka.Tests.Running;

/// <summary>A Kafka source that runs into collecting channels.</summary>
internal sealed class RunningSource : IAsyncDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly KafkaSource _source;
    private readonly Task _running;

    private RunningSource(KafkaSourceOptions options, CollectingChannels? channels)
    {
        Channels = channels ?? new CollectingChannels();
        _source = new KafkaSource(options, Context);
        _running = Task.Run(() => _source.RunAsync(Channels, _cancellation.Token));
    }

    public TestComponentContext Context { get; } = new("r1", TimeProvider.System);

    public CollectingChannels Channels { get; }

    public IReadOnlyList<KeptEvent> Events => Channels.Events.All;

    public static RunningSource Start(KafkaSourceOptions options, CollectingChannels? channels = null) => new(options, channels);

    /// <summary>Waits until so many events are stored.</summary>
    public async Task<IReadOnlyList<KeptEvent>> StoresAsync(int count)
    {
        try
        {
            await Channels.Events.WhenAsync(count, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"{Events.Count} of {count} events came.\n{string.Join('\n', Context.Logged.Lines.Select(line => line.Text))}");
        }
        return Events;
    }

    /// <summary>Ends the source as the host does; offsets are committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _cancellation.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
        }
        await _source.StopAsync(CancellationToken.None);
        _cancellation.Dispose();
    }
}
