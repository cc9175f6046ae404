using FlumePlug.Sdk;
using FlumePlug.Wire;

namespace FlumePlug.Client;

/// <summary>Connects to one host: TCP, then compression and TLS in Flume's order.</summary>
internal sealed class Transport(HostPort host, FlumeClientOptions options, ClientTls? tls, TimeProvider time)
{
    public HostPort Host => host;

    /// <summary>Connects, and lets the caller shake hands over the stream, in the time that there is.</summary>
    /// <exception cref="NotConnectedException">There is no connection in time; the message says what stood in the way.</exception>
    public async ValueTask<T> ConnectAsync<T>(Func<Stream, CancellationToken, ValueTask<T>> shakeHands, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var stream = await AgentStream.OpenAsync(
                host, tls, options.Deflate ? options.CompressionLevel : null, options.CompressInsideTls, either.Token);
            return await shakeHands(stream, either.Token);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NotConnectedException($"RPC connection error: no connection to {host}: {Reason(failure)}", failure);
        }
    }

    private string Reason(Exception failure) => failure switch
    {
        OperationCanceledException => $"not connected within {options.ConnectTimeout.TotalMilliseconds} ms (connect-timeout).",
        WireFormatException or IOException => $"{failure.Message} Does an agent's RPC source listen there, with ssl "
            + $"{(tls is null ? "off" : "on")} and compression-type {(options.Deflate ? "deflate" : "none")}?",
        _ => failure.Message,
    };
}
