using System.Collections.Concurrent;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Avro.Ipc;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Client;

/// <summary>Sends to one host's thrift source, over at most so many connections: each call has one for itself, as in Flume.</summary>
internal sealed class ThriftSender(Transport transport, ThriftProtocol protocol, int maxConnections, TimeSpan requestTimeout, TimeProvider time) : IEventSender
{
    private readonly SemaphoreSlim _free = new(maxConnections, maxConnections);
    private readonly ConcurrentBag<ThriftConnection> _idle = [];
    private volatile bool _isClosed;

    public async ValueTask SendAsync<TEvents>(TEvents events, bool isBatch, CancellationToken cancellationToken)
        where TEvents : struct, IFlumeEvents
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(FlumeClient));
            var connection = _idle.TryTake(out var idle) ? idle
                : await transport.ConnectAsync((stream, _) => ValueTask.FromResult(new ThriftConnection(stream, protocol)), cancellationToken);
            await CallAsync(connection, events, isBatch, cancellationToken);
        }
        finally
        {
            _free.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        while (_idle.TryTake(out var idle))
            await idle.DisposeAsync();
    }

    private async ValueTask CallAsync<TEvents>(ThriftConnection connection, TEvents events, bool isBatch, CancellationToken cancellationToken)
        where TEvents : struct, IFlumeEvents
    {
        using var late = new CancellationTokenSource(requestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var isAnswered = false;
        try
        {
            if (isBatch)
                await connection.SendBatchAsync(events, either.Token);
            else
                await connection.SendEventAsync(events, 0, either.Token);
            var (status, error) = await connection.ReceiveAsync(either.Token);
            isAnswered = true;
            if (error is not null || status != ThriftStatus.Ok)
                throw new EventDeliveryException(error ?? $"Thrift RPC call returned Status: {status.ToString().ToUpperInvariant()}");
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EventDeliveryException($"Failed to send to {transport.Host}: " + failure switch
            {
                OperationCanceledException => $"not answered within {requestTimeout.TotalMilliseconds} ms (request-timeout).",
                WireFormatException or EndOfStreamException => $"{failure.Message} Does a thrift source listen there, with protocol "
                    + $"{(protocol == ThriftProtocol.Binary ? "binary" : "compact")} and the same ssl?",
                _ => failure.Message,
            }, failure);
        }
        finally
        {
            await GiveBackAsync(connection, isAnswered);
        }
    }

    private async ValueTask GiveBackAsync(ThriftConnection connection, bool isAnswered)
    {
        if (!isAnswered || _isClosed)
            await connection.DisposeAsync();
        else
            _idle.Add(connection);
    }
}
