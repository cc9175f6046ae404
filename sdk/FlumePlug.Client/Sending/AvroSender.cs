using FlumePlug.Sdk;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Client;

/// <summary>Sends to one host's avro source, over a connection that is made when it is needed.</summary>
internal sealed class AvroSender(Transport transport, TimeSpan requestTimeout, TimeProvider time) : IEventSender
{
    private readonly SemaphoreSlim _connecting = new(1, 1);
    private AvroCalls? _calls;
    private bool _isClosed;

    public async ValueTask SendAsync<TEvents>(TEvents events, bool isBatch, CancellationToken cancellationToken)
        where TEvents : struct, IFlumeEvents
    {
        var calls = _calls is { IsBroken: false } open ? open : await ConnectAsync(cancellationToken);
        using var late = new CancellationTokenSource(requestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await calls.CallAsync(events, isBatch, either.Token);
        }
        catch (OperationCanceledException timeout) when (!cancellationToken.IsCancellationRequested)
        {
            // An answer that comes later would have nobody: Flume gives such a connection up, too.
            var unanswered = new EventDeliveryException($"Failed to send to {transport.Host}: not answered within "
                + $"{requestTimeout.TotalMilliseconds} ms (request-timeout).", timeout);
            calls.Break(unanswered);
            throw unanswered;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw new EventDeliveryException($"Failed to send to {transport.Host}: {failure.Message}", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connecting.WaitAsync();
        _isClosed = true;
        _calls?.Dispose();
        _connecting.Release();
    }

    private async ValueTask<AvroCalls> ConnectAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(FlumeClient));
            if (_calls is { IsBroken: false } open)
                return open;
            return _calls = await transport.ConnectAsync(static async (stream, token) =>
                new AvroCalls(await AvroConnection.OpenAsync(stream, AvroProtocol.Flume, token), stream), cancellationToken);
        }
        finally
        {
            _connecting.Release();
        }
    }
}
