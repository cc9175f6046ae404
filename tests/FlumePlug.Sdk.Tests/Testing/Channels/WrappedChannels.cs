using FlumePlug.Sdk.Testing;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Sdk.Tests.Testing;

/// <summary>Keeps its events in a file from a stop to the next start; correct unless told to forget.</summary>
[Channel("durable", Durable = true)]
public sealed class DurableChannel(TestComponentContext context, bool forgets = false) : IChannel
{
    private readonly IChannel _inner = new SimpleChannel(context, capacity: 20, maxBatch: 10);
    private readonly string _file = Path.Combine(context.ConfigurationDirectory, "events");
    private bool _isOpen;

    public int MaxBatch => _inner.MaxBatch;

    public ChannelFill Fill => _inner.Fill;

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _isOpen = true;
        foreach (var text in File.Exists(_file) ? await File.ReadAllLinesAsync(_file, cancellationToken) : [])
        {
            using var batch = BatchOf(text);
            await using var put = await _inner.ReserveAsync(batch, Fit.Whole, cancellationToken);
            await put.CommitAsync(1, cancellationToken);
        }
    }

    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        if (!_isOpen)
            return;
        _isOpen = false;
        var left = new List<string>();
        while (await _inner.TakeAsync(MaxBatch, cancellationToken) is { } take)
        {
            await using (take)
            {
                left.AddRange(TextsOf(take.Batch).Skip(forgets ? 1 : 0));
                await take.CommitAsync(cancellationToken);
            }
        }
        await File.WriteAllLinesAsync(_file, left, cancellationToken);
    }

    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken) =>
        _inner.ReserveAsync(batch, fit, cancellationToken);

    public ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken) => _inner.TakeAsync(max, cancellationToken);

    public ValueTask WaitAsync(CancellationToken cancellationToken) => _inner.WaitAsync(cancellationToken);
}

/// <summary>A put that is rolled back may have been stored all the same, as with a remote broker.</summary>
[Channel("doubling", AtomicPut = false, Reserves = false)]
public sealed class DoublingChannel(TestComponentContext context, ChannelFault fault) : IChannel
{
    private readonly IChannel _inner = new SimpleChannel(context, capacity: 10_000, maxBatch: 10, fault);

    public int MaxBatch => _inner.MaxBatch;

    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken) =>
        _inner.ReserveAsync(batch, fit, cancellationToken);

    public ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken) => _inner.TakeAsync(max, cancellationToken);

    public ValueTask WaitAsync(CancellationToken cancellationToken) => _inner.WaitAsync(cancellationToken);
}
