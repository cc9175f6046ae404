using System.Collections.Concurrent;
using FlumePlug.Sdk;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Client;

/// <summary>
/// The calls on one connection, of any number of callers: sent one after the other, answered in whatever order. Once it broke it
/// stays broken.
/// </summary>
internal sealed class AvroCalls : IDisposable
{
    private readonly AvroConnection _connection;
    private readonly GatheringStream _gathering;
    private readonly FlumeEventWriter _writer;
    private readonly FlumeStatusReader _statuses;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<int, Call> _open = new();
    private readonly CancellationTokenSource _end = new();
    private Exception? _fault;

    /// <param name="connection">A connection whose handshake is made.</param>
    /// <param name="stream">Where it goes.</param>
    public AvroCalls(AvroConnection connection, Stream stream)
    {
        (_connection, _gathering) = (connection, new GatheringStream(stream, Break, _end.Token));
        _writer = new FlumeEventWriter(_gathering);
        _statuses = new FlumeStatusReader(connection.ServerProtocol);
        _ = ReceiveAsync();
    }

    public bool IsBroken => Volatile.Read(ref _fault) is not null;

    /// <summary>Sends a call and waits for its answer.</summary>
    /// <exception cref="EventDeliveryException">It was not answered OK.</exception>
    public async ValueTask CallAsync<TEvents>(TEvents events, bool isBatch, CancellationToken cancellationToken)
        where TEvents : struct, IFlumeEvents
    {
        var call = new Call(isBatch);
        var serial = _connection.NextSerial();
        _open[serial] = call;
        try
        {
            await SendAsync(events, isBatch, serial, cancellationToken);
            if (await call.Refusal.Task.WaitAsync(cancellationToken) is { } refusal)
                throw new EventDeliveryException(refusal);
        }
        finally
        {
            _open.TryRemove(serial, out _);
        }
    }

    /// <summary>Closes the connection: nothing more is sent on it, and whoever waits for an answer fails.</summary>
    public void Break(Exception fault)
    {
        if (Interlocked.CompareExchange(ref _fault, fault, null) is not null)
            return;
        _end.Cancel();
        foreach (var (_, call) in _open)
            call.Refusal.TrySetException(fault);
    }

    /// <summary>Nobody needs it any more.</summary>
    public void Dispose() => Break(new EventDeliveryException("Rpc Client is closed"));

    private async ValueTask SendAsync<TEvents>(TEvents events, bool isBatch, int serial, CancellationToken cancellationToken)
        where TEvents : struct, IFlumeEvents
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            // Who broke it did not see this call.
            if (Volatile.Read(ref _fault) is { } fault)
                throw new EventDeliveryException(fault.Message, fault);
            if (isBatch)
                await _writer.SendBatchAsync(events, serial, cancellationToken);
            else
                await _writer.SendEventAsync(events, 0, serial, cancellationToken);
        }
        catch (Exception failure)
        {
            // Half a call may stand on the wire: nothing can follow it.
            Break(failure is OperationCanceledException ? new EventDeliveryException("another call was given up while it was sent") : failure);
            throw;
        }
        finally
        {
            _sending.Release();
        }
        _gathering.Send();
    }

    // Runs as long as the connection, so that a server's leaving is seen when it happens and not with the next call.
    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var reply = await _connection.ReceiveAsync(_end.Token);
                if (_open.TryGetValue(reply.Serial, out var call))
                    call.Refusal.TrySetResult(RefusalOf(reply, call.IsBatch));
            }
        }
        catch (Exception failure)
        {
            Break(failure);
        }
        finally
        {
            await _connection.DisposeAsync();
        }
    }

    private string? RefusalOf(AvroReply reply, bool isBatch)
    {
        if (reply.Error is { } error)
            return error;
        var status = _statuses.Read(reply.Payload.Span, isBatch);
        return status == FlumeStatus.Ok ? null : $"Avro RPC call returned Status: {status.ToString().ToUpperInvariant()}";
    }

    private sealed class Call(bool isBatch)
    {
        public bool IsBatch => isBatch;

        /// <summary>Null: stored.</summary>
        public TaskCompletionSource<string?> Refusal { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
