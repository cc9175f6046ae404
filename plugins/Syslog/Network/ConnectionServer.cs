using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Syslog.Network;

/// <summary>Serves the connections of a port: TLS first where it is on, then messages. Safe for concurrent calls.</summary>
internal sealed class ConnectionServer(StreamSettings settings, ClientHeaders clients, ServerTls? tls, ComponentContext context)
{
    /// <summary>A limit of messages below this counts as this, as in Flume's SyslogUtils.</summary>
    public const int ShortestLimit = 10;

    /// <summary>Serves one connection until it ends.</summary>
    public async Task ServeAsync(Socket socket, Func<EventBatch, ValueTask> put, CancellationToken cancellationToken)
    {
        var extra = await clients.OfAsync(
            ((IPEndPoint)socket.RemoteEndPoint!).Address, ((IPEndPoint)socket.LocalEndPoint!).Port, cancellationToken);
        try
        {
            await using var input = new ConnectionInput(socket, await SecureAsync(socket, cancellationToken));
            using var connection = new SyslogConnection(input, settings, extra, put);
            await connection.ServeAsync(cancellationToken);
        }
        catch (AuthenticationException refused)
        {
            context.Problems.Report("A connection was closed.", refused, LogLevel.Warning);
        }
        catch (IOException gone)
        {
            context.Logger.LogDebug(gone, "A connection was broken");
        }
    }

    private async ValueTask<Stream?> SecureAsync(Socket socket, CancellationToken cancellationToken)
    {
        socket.Blocking = tls is not null;
        return tls is null ? null : await tls.AuthenticateAsync(new NetworkStream(socket), cancellationToken);
    }
}
