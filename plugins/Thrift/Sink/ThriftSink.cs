using System.Runtime.CompilerServices;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Thrift;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Thrift;

/// <summary>
/// Sends batches to a thrift source, several calls before the first is answered: the events of a call are delivered when it is
/// answered OK (Flume's ThriftSink, which sends one call at a time).
/// </summary>
[Sink("thrift", Aliases = ["org.apache.flume.sink.ThriftSink"], TakesPerFlush = 8,
    Summary = "Sends batches to the thrift source of another agent, FlumePlug's or Flume's.")]
public sealed class ThriftSink : ISink, IPartialDelivery, IAsyncDisposable
{
    private readonly ThriftSinkOptions _options;
    private readonly ComponentContext _context;
    private readonly ClientTransport _transport;
    // Of each call since the last flush: whether it was answered OK.
    private readonly List<bool> _stored = [];
    private ThriftConnection? _connection;
    private bool _hasFailed;
    private long _connectedAt;
    private CancellationTokenSource? _late;

    /// <summary>Reads the stores; connects with the start.</summary>
    public ThriftSink(ThriftSinkOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_options, _context) = (options, context);
        _transport = new ClientTransport(options, ClientTls.Create(options, context), context.Time);
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
        if (_hasFailed)
            _stored.Clear();
        _hasFailed = false;
        var connection = _connection ?? await ConnectAsync(cancellationToken);
        try
        {
            using var limit = Limit(cancellationToken);
            await connection.SendBatchAsync(new BatchEvents(batch), _late!.Token);
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
        if (_connection is not { } connection)
            return;
        try
        {
            using var limit = Limit(cancellationToken);
            await AwaitAnswersAsync(connection, _late!.Token);
            _late.CancelAfter(Timeout.InfiniteTimeSpan);
            _stored.Clear();
        }
        catch (Exception failure)
        {
            await FailAsync(failure, cancellationToken);
            throw;
        }
        if (_options.ResetInterval > TimeSpan.Zero && _context.Time.GetElapsedTime(_connectedAt) >= _options.ResetInterval)
            await CloseAsync();
    }

    /// <inheritdoc/>
    public bool IsDelivered(int batch) => _hasFailed && batch < _stored.Count && _stored[batch];

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken) => CloseAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask AwaitAnswersAsync(ThriftConnection connection, CancellationToken cancellationToken)
    {
        string? refusal = null;
        while (connection.Open > 0)
        {
            var (status, error) = await connection.ReceiveAsync(cancellationToken);
            _stored.Add(error is null && status == ThriftStatus.Ok);
            if (!_stored[^1])
                refusal ??= error ?? $"Thrift RPC call returned Status: {status.ToString().ToUpperInvariant()}";
        }
        if (refusal is not null)
            throw new EventDeliveryException(refusal);
    }

    private async ValueTask<ThriftConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            _connection = await _transport.ConnectAsync(cancellationToken);
        }
        catch
        {
            _context.Counters[CounterNames.ConnectionFailedCount].Increment();
            throw;
        }
        _context.Counters[CounterNames.ConnectionCreatedCount].Increment();
        _connectedAt = _context.Time.GetTimestamp();
        _late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _context.Time);
        return _connection;
    }

    // One source of cancellation for a connection's life: it is only used up by a time-out, which ends the connection.
    private CancellationTokenRegistration Limit(CancellationToken cancellationToken)
    {
        _late!.CancelAfter(TimeSpan.FromMilliseconds(_options.RequestTimeout));
        return cancellationToken.UnsafeRegister(static late => ((CancellationTokenSource)late!).Cancel(), _late);
    }

    private async ValueTask FailAsync(Exception failure, CancellationToken cancellationToken)
    {
        _hasFailed = true;
        await CloseAsync();
        cancellationToken.ThrowIfCancellationRequested();
        throw new EventDeliveryException($"Failed to send events to {_options.Hostname}:{_options.Port}: " + failure switch
        {
            OperationCanceledException => $"not answered within {_options.RequestTimeout} ms (request-timeout).",
            WireFormatException or EndOfStreamException => $"{failure.Message} Does a thrift source listen there, with protocol "
                + $"{(_options.Protocol == ThriftProtocol.Binary ? "binary" : "compact")} and ssl {(_options.Ssl ? "on" : "off")}?",
            _ => failure.Message,
        }, failure);
    }

    private async ValueTask CloseAsync()
    {
        if (_connection is not { } connection)
            return;
        _connection = null;
        _late?.Dispose();
        _late = null;
        await connection.DisposeAsync();
        _context.Counters[CounterNames.ConnectionClosedCount].Increment();
    }
}
