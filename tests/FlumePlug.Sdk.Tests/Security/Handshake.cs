using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Sdk.Tests.Security;

/// <summary>One connection on loopback whose two ends shake hands; what went wrong at each end is kept.</summary>
internal sealed class Handshake : IAsyncDisposable
{
    private Handshake(Stream? client, Stream? server, Exception? clientFailure, Exception? serverFailure) =>
        (Client, Server, ClientFailure, ServerFailure) = (client, server, clientFailure, serverFailure);

    public Stream? Client { get; }

    public Stream? Server { get; }

    public Exception? ClientFailure { get; }

    public Exception? ServerFailure { get; }

    public static Task<Handshake> RunAsync(ServerTlsOptions server, ClientTlsOptions client, TestComponentContext? context = null, string host = "localhost")
    {
        var surroundings = context ?? new TestComponentContext("r1");
        var serverTls = ServerTls.Create(server, surroundings)!;
        var clientTls = ClientTls.Create(client, surroundings)!;
        return RunAsync(stream => serverTls.AuthenticateAsync(stream, default), stream => clientTls.AuthenticateAsync(stream, host, default));
    }

    public static async Task<Handshake> RunAsync(Func<Stream, ValueTask<Stream>> server, Func<Stream, ValueTask<Stream>> client)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepted = listener.AcceptSocketAsync();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint);
        var serverEnd = TryAsync(server, new NetworkStream(await accepted, ownsSocket: true));
        var (clientStream, clientFailure) = await TryAsync(client, new NetworkStream(socket, ownsSocket: true));
        var (serverStream, serverFailure) = await serverEnd;
        return new Handshake(clientStream, serverStream, clientFailure, serverFailure);
    }

    /// <summary>Sends a byte from the client to the server and one back; true when both arrive.</summary>
    public async Task<bool> CarriesBytesAsync()
    {
        await Client!.WriteAsync(new byte[] { 1 });
        var there = new byte[1];
        await Server!.ReadExactlyAsync(there);
        await Server.WriteAsync(new byte[] { 2 });
        var back = new byte[1];
        await Client.ReadExactlyAsync(back);
        return (there[0], back[0]) == (1, 2);
    }

    public async ValueTask DisposeAsync()
    {
        if (Client is not null)
            await Client.DisposeAsync();
        if (Server is not null)
            await Server.DisposeAsync();
    }

    private static async Task<(Stream?, Exception?)> TryAsync(Func<Stream, ValueTask<Stream>> shake, Stream stream)
    {
        try
        {
            return (await shake(stream), null);
        }
        catch (Exception failure)
        {
            return (null, failure);
        }
    }
}
