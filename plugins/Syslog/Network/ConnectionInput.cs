using System.Net.Sockets;
using System.Runtime.CompilerServices;
using FlumePlug.Sdk;

namespace FlumePlug.Syslog.Network;

/// <summary>Where the bytes of a connection come from: its socket, or TLS over it. One call at a time.</summary>
internal sealed class ConnectionInput(Socket socket, Stream? tls) : IAsyncDisposable
{
    /// <summary>Receives what has arrived, or waits for it; 0: the end.</summary>
    /// <remarks>While it waits, a block holds no more than half a message needs.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(ReceiveBlock block, CancellationToken cancellationToken)
    {
        int received;
        if (tls is not null)
        {
            block.Shrink();
#pragma warning disable CA2022 // A read of nothing returns when there is something.
            await tls.ReadAsync(Memory<byte>.Empty, cancellationToken);
#pragma warning restore CA2022
            received = await tls.ReadAsync(block.GetMemory(), cancellationToken);
        }
        else if (block.IsSmall)
        {
            received = await socket.ReceiveAsync(block.GetMemory(), SocketFlags.None, cancellationToken);
        }
        else
        {
            while (!TryReceive(block, out received))
            {
                block.Shrink();
                await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken);
            }
            return received;
        }
        block.Received(received);
        return received;
    }

    /// <summary>Receives what has arrived; false: nothing has.</summary>
    public bool TryReceive(ReceiveBlock block, out int received)
    {
        received = 0;
        if (tls is not null)
            return false;
        received = socket.Receive(block.GetSpan(), SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return false;
        received = error == SocketError.Success ? received : 0;
        block.Received(received);
        return true;
    }

    public ValueTask DisposeAsync() => tls?.DisposeAsync() ?? ValueTask.CompletedTask;
}
