using System.Net.Sockets;
using System.Runtime.CompilerServices;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Client;

/// <summary>
/// Sends batches to another agent's RPC source over one connection, several calls before the first is answered: the events of a call
/// are delivered when it is answered OK (Flume's AbstractRpcSink, which sends one call at a time).
/// </summary>
public abstract class RpcSink : ISink, IPartialDelivery, IAsyncDisposable
{
    private readonly RpcSinkOptions _options;
    private readonly ComponentContext _context;
    private readonly ClientTls? _tls;
    private RpcCalls? _calls;
    // What the calls of the last failure came to; asked once after it.
    private RpcCalls? _failed;
    private long _connectedAt;
    private CancellationTokenSource? _late;

    /// <summary>Reads the stores; connects with the start.</summary>
    /// <exception cref="ConfigurationException">A store cannot be read.</exception>
    protected RpcSink(RpcSinkOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_options, _context, _tls) = (options, context, ClientTls.Create(options, context));
    }

    /// <summary>What the server has to be, for who gets to another one: <c>an avro source listen there, with compression-type none</c>.</summary>
    protected abstract string Expectation { get; }

    private string Question => $"Does {Expectation} and ssl {(_tls is null ? "off" : "on")}?";

    /// <inheritdoc/>
    public virtual async ValueTask StartAsync(CancellationToken cancellationToken)
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
    public virtual async ValueTask ProcessAsync(EventBatch batch, CancellationToken cancellationToken)
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
    public virtual async ValueTask FlushAsync(CancellationToken cancellationToken)
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
    public virtual bool IsDelivered(int batch) => _failed?.IsStored(batch) ?? false;

    /// <inheritdoc/>
    public virtual ValueTask StopAsync(CancellationToken cancellationToken) => CloseAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return CloseAsync();
    }

    /// <summary>Connects and shakes hands, in the time of <c>connect-timeout</c>.</summary>
    protected abstract ValueTask<RpcCalls> OpenAsync(HostPort host, ClientTls? tls, CancellationToken cancellationToken);

    private async ValueTask<RpcCalls> ConnectAsync(CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(_options.ConnectTimeout), _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            _calls = await OpenAsync(_options.Target, _tls, either.Token);
        }
        catch (Exception failure)
        {
            _context.Counters[CounterNames.ConnectionFailedCount].Increment();
            cancellationToken.ThrowIfCancellationRequested();
            throw new EventDeliveryException($"connection to {_options.Target} failed: " + (failure is OperationCanceledException
                ? $"not connected within {_options.ConnectTimeout} ms (connect-timeout)" : Reason(failure)), failure);
        }
        _context.Counters[CounterNames.ConnectionCreatedCount].Increment();
        _connectedAt = _context.Time.GetTimestamp();
        _late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _context.Time);
        return _calls;
    }

    private string Reason(Exception failure) => failure switch
    {
        WireFormatException or EndOfStreamException => $"{failure.Message} {Question}",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => $"{failure.Message}. Check hostname.",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => $"{failure.Message}. {Question}",
        _ => failure.Message,
    };

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
            ? $"not answered within {_options.RequestTimeout} ms (request-timeout)." : Reason(failure)), failure);
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
