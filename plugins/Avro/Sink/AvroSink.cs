using System.Runtime.CompilerServices;
using FlumePlug.Sdk;
using FlumePlug.Wire.Avro.Ipc;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Avro;

/// <summary>
/// Sends batches to an avro source, several calls before the first is answered: the events of a call are delivered when it is
/// answered OK (Flume's AvroSink, which sends one call at a time).
/// </summary>
[Sink("avro", Aliases = ["org.apache.flume.sink.AvroSink"], TakesPerFlush = 8,
    Summary = "Sends batches to the avro source of another agent, FlumePlug's or Flume's.")]
public sealed class AvroSink : ISink, IPartialDelivery, IAsyncDisposable
{
    private readonly AvroSinkOptions _options;
    private readonly ComponentContext _context;
    private readonly ClientTransport _transport;
    private OpenCalls? _calls;
    // What the calls of the last failure came to; asked once after it.
    private OpenCalls? _failed;
    private long _connectedAt;
    private CancellationTokenSource? _late;

    /// <summary>Reads the stores; connects with the start.</summary>
    public AvroSink(AvroSinkOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_options, _context) = (options, context);
        _transport = new ClientTransport(options, ClientTls.Create(options, context), context.Time);
        if (options.MaxIoWorkers is not null)
            context.Logger.LogWarning("Specifying the number of workers is no longer supported (maxIoWorkers)");
    }

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ConnectAsync(cancellationToken);
        }
        catch (EventDeliveryException absent)
        {
            _context.Problems.Report($"Unable to create Rpc client using hostname: {_options.Hostname}, port: {_options.Port}; it is tried again.",
                absent, LogLevel.Warning);
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        _failed = null;
        var calls = _calls ?? await ConnectAsync(cancellationToken);
        try
        {
            using var limit = Limit(cancellationToken);
            await calls.SendAsync(batch, _late!.Token);
            _late.CancelAfter(Timeout.InfiniteTimeSpan);
        }
        catch (Exception failure)
        {
            await FailAsync(failure, cancellationToken);
            throw;
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_calls is not { } calls)
            return;
        try
        {
            using var limit = Limit(cancellationToken);
            await calls.AwaitAnswersAsync(_late!.Token);
            _late.CancelAfter(Timeout.InfiniteTimeSpan);
            calls.Clear();
        }
        catch (Exception failure)
        {
            await FailAsync(failure, cancellationToken);
            throw;
        }
        if (_options.ResetConnectionInterval > 0
            && _context.Time.GetElapsedTime(_connectedAt) >= TimeSpan.FromSeconds(_options.ResetConnectionInterval))
            await CloseAsync();
    }

    /// <inheritdoc/>
    public bool IsDelivered(int batch) => _failed?.IsStored(batch) ?? false;

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken) => CloseAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask<OpenCalls> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (connection, stream) = await _transport.ConnectAsync(cancellationToken);
            _calls = new OpenCalls(connection, new FlumeEventWriter(stream));
        }
        catch
        {
            _context.Counters[CounterNames.ConnectionFailedCount].Increment();
            throw;
        }
        _context.Counters[CounterNames.ConnectionCreatedCount].Increment();
        _connectedAt = _context.Time.GetTimestamp();
        _late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _context.Time);
        return _calls;
    }

    // One source of cancellation for a connection's life: it is only used up by a time-out, which ends the connection.
    private CancellationTokenRegistration Limit(CancellationToken cancellationToken)
    {
        _late!.CancelAfter(TimeSpan.FromMilliseconds(_options.RequestTimeout));
        return cancellationToken.UnsafeRegister(static late => ((CancellationTokenSource)late!).Cancel(), _late);
    }

    private async ValueTask FailAsync(Exception failure, CancellationToken cancellationToken)
    {
        _failed = _calls;
        await CloseAsync();
        cancellationToken.ThrowIfCancellationRequested();
        throw new EventDeliveryException($"Failed to send events to {_options.Target}: " + (failure is OperationCanceledException
            ? $"not answered within {_options.RequestTimeout} ms (request-timeout)." : failure.Message), failure);
    }

    private async ValueTask CloseAsync()
    {
        if (_calls is not { } calls)
            return;
        _calls = null;
        _late?.Dispose();
        _late = null;
        await calls.DisposeAsync();
        _context.Counters[CounterNames.ConnectionClosedCount].Increment();
    }
}
