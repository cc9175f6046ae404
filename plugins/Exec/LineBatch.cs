using System.Runtime.CompilerServices;
using FlumePlug.Sdk;

namespace FlumePlug.Exec;

/// <summary>
/// Reads lines and puts them when a batch is full, or when nothing was put for the time that a batch may take; a timer sees to the
/// lines behind which no other comes.
/// </summary>
internal sealed class LineBatch(ExecOptions options, ComponentContext context, IChannelProcessor channels) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly TimeSpan _timeout = Waits.OfMilliseconds(options.BatchTimeout);
    private readonly int _most = Math.Max(options.BatchSize, 1);
    private EventBatch _batch = EventBatch.Create();
    private long _lastPut = context.Time.GetTimestamp();

    private bool IsLate => context.Time.GetElapsedTime(_lastPut) >= _timeout;

    /// <summary>Reads a command's output to its end and puts its lines; a put that is refused is thrown, and ends it.</summary>
    public async Task ReadAsync(RunningCommand command, CancellationToken cancellationToken)
    {
        var reader = new LineReader(options.Charset, context);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var late = PutLateAsync(end.Token);
        try
        {
            while (await reader.ReadAsync(command, cancellationToken))
                await AddAsync(reader, cancellationToken);
            await AddAsync(reader, cancellationToken);
            await PutRestAsync(cancellationToken);
        }
        finally
        {
            await end.CancelAsync();
            await late;
        }
    }

    /// <summary>Forgets the lines that were not put.</summary>
    public void Clear()
    {
        _batch.Dispose();
        _batch = EventBatch.Create();
    }

    public void Dispose()
    {
        _batch.Dispose();
        _turn.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AddAsync(LineReader reader, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (reader.Fill(_batch, _most))
                await PutAsync(cancellationToken);
            if (_batch.Count > 0 && IsLate)
                await PutAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask PutRestAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_batch.Count > 0)
                await PutAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task PutLateAsync(CancellationToken cancellationToken)
    {
        if (_timeout == TimeSpan.Zero)
            return;
        using var timer = new PeriodicTimer(_timeout, context.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await PutIfLateAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The command has ended: what is left is put by its reader.
        }
    }

    // Refused lines are kept and tried again: a copy is put, because interceptors change what they are given.
    private async ValueTask PutIfLateAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_batch.Count == 0 || !IsLate)
                return;
            using var copy = EventBatch.Create();
            copy.Add(_batch, 0, _batch.Count);
            await channels.PutAsync(copy, cancellationToken);
            Renew();
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            context.Problems.Report("Exception occurred when processing event batch.", refused);
        }
        finally
        {
            _turn.Release();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PutAsync(CancellationToken cancellationToken)
    {
        await channels.PutAsync(_batch, cancellationToken);
        Renew();
    }

    private void Renew()
    {
        Clear();
        _lastPut = context.Time.GetTimestamp();
    }
}
