using System.IO.Pipelines;
using System.Security.Authentication;
using FlumePlug.Sdk;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Http.Server;

/// <summary>
/// TLS between the socket and HTTP. Kestrel's own needs the services of a whole web application.
/// </summary>
internal static class TlsConnections
{
    public static ConnectionDelegate Around(ConnectionDelegate next, ServerTls tls, ComponentContext context) => async connection =>
    {
        try
        {
            await using var stream = await tls.AuthenticateAsync(new TransportStream(connection.Transport), connection.ConnectionClosed);
            var secured = new Secured(PipeReader.Create(stream), PipeWriter.Create(stream));
            connection.Transport = secured;
            await next(connection);
            await secured.Input.CompleteAsync();
            await secured.Output.CompleteAsync();
        }
        catch (AuthenticationException refused)
        {
            context.Problems.Report("A connection was closed.", refused, LogLevel.Warning);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            context.Logger.LogDebug(gone, "A connection was broken");
        }
    };

    private sealed record Secured(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
