using System.Collections.Concurrent;
using FlumePlug.Sdk;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Core.Tests.Pipeline;

/// <summary>Notes its start and its stop.</summary>
internal abstract class Noting(ConcurrentQueue<string> notes, string what)
{
    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        notes.Enqueue($"{what} starts");
        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        notes.Enqueue($"{what} stops");
        return ValueTask.CompletedTask;
    }
}

internal sealed class NotedChannel(ConcurrentQueue<string> notes) : Noting(notes, "channel"), IChannel
{
    public bool FillThrows { get; init; }

    public ChannelFill Fill => FillThrows ? throw new IOException("no") : default;

    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken) => throw new ChannelException("no");

    public ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken) => default;

    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
}

internal sealed class NotedSink(ConcurrentQueue<string> notes) : Noting(notes, "sink"), ISink
{
    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

internal sealed class NotedSource(ConcurrentQueue<string> notes) : Noting(notes, "source"), ISource
{
    public Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Puts its events once, then waits, returns or fails.</summary>
internal sealed class PuttingSource(string[] bodies, Exception? failure = null) : ISource
{
    public PuttingSource(params string[] bodies)
        : this(bodies, null)
    {
    }

    public PuttingSource(string body, Exception? failure)
        : this([body], failure)
    {
    }

    public bool Returns { get; init; }

    public bool Stopped { get; private set; }

    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        using var batch = BatchOf(bodies);
        await channels.PutAsync(batch, cancellationToken);
        if (failure is not null)
            throw failure;
        if (!Returns)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Stopped = true;
        return ValueTask.CompletedTask;
    }
}

/// <summary>Blocks its thread, or ignores its token, while it starts.</summary>
internal sealed class HangingSink(ManualResetEventSlim? block) : ISink
{
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        block?.Wait(CancellationToken.None);
        await Task.Delay(Timeout.InfiniteTimeSpan, block is null ? CancellationToken.None : cancellationToken);
    }

    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

internal sealed class SlowToStart : ISource
{
    private readonly TaskCompletionSource _starting = new();

    public Task Starting => _starting.Task;

    public bool Stopped { get; private set; }

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        _starting.SetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }

    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Stopped = true;
        return ValueTask.CompletedTask;
    }

    public Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>A source and a sink that know no token.</summary>
internal sealed class NeverReturns : ISource, ISink
{
    private readonly TaskCompletionSource _never = new();

    public Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) => _never.Task;

    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken) => new(_never.Task);
}

/// <summary>What it registered with its token throws.</summary>
internal sealed class ThrowsAtOnce : ISource
{
    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        using var registered = cancellationToken.Register(() => throw new IOException("no"));
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}

internal sealed class StopBlocks(ManualResetEventSlim block) : ISink
{
    public ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        block.Wait(CancellationToken.None);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A source and a sink that answer a cancellation with an error of their own, as sockets do.</summary>
internal sealed class ThrowsWhenStopped : ISource, ISink
{
    private readonly TaskCompletionSource _holding = new();

    public Task Holding => _holding.Task;

    public Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) => FailAsync(cancellationToken);

    public async ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken) => await FailAsync(cancellationToken);

    public ValueTask StopAsync(CancellationToken cancellationToken) => ValueTask.FromException(new IOException("cannot stop"));

    private async Task FailAsync(CancellationToken cancellationToken)
    {
        _holding.TrySetResult();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw new IOException("socket closed");
        }
    }
}
