using System.Collections.Concurrent;
using FlumePlug.Sdk;

namespace FlumePlug.Core.Tests.Pipeline;

/// <summary>A channel around another one that notes what is asked of it, and fails where a test says so.</summary>
internal sealed class ProbedChannel(string name, IChannel inner, ConcurrentQueue<string>? notes = null) : IChannel
{
    /// <summary>What happened, in order: "a reserve 3", "a commit 3", "a put ends", "a take 2", "a take commit", "a take ends".</summary>
    public ConcurrentQueue<string> Notes { get; } = notes ?? new();

    /// <summary>Throws for a note that shall fail.</summary>
    public Action<string>? Fail { get; set; }

    public int MaxBatch => inner.MaxBatch;

    public ChannelFill Fill => inner.Fill;

    public async ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken)
    {
        Note($"reserve {batch.Count}");
        return new Put(this, await inner.ReserveAsync(batch, fit, cancellationToken));
    }

    public async ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken)
    {
        if (await inner.TakeAsync(max, cancellationToken) is not { } take)
            return null;
        try
        {
            Note($"take {take.Batch.Count}");
            return new Take(this, take);
        }
        catch
        {
            await take.DisposeAsync();
            throw;
        }
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        Note("wait");
        await inner.WaitAsync(cancellationToken);
    }

    public void Note(string what)
    {
        Notes.Enqueue($"{name} {what}");
        Fail?.Invoke(what);
    }

    private sealed class Put(ProbedChannel channel, IPut put) : IPut
    {
        public int Count => put.Count;

        public ValueTask CommitAsync(int count, CancellationToken cancellationToken)
        {
            channel.Note($"commit {count}");
            return put.CommitAsync(count, cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await put.DisposeAsync();
            channel.Note("put ends");
        }
    }

    private sealed class Take(ProbedChannel channel, ITake take) : ITake
    {
        public EventBatch Batch => take.Batch;

        public ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            channel.Note("take commit");
            return take.CommitAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await take.DisposeAsync();
            channel.Note("take ends");
        }
    }
}
