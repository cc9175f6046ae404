using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Sdk;

/// <summary>
/// A source whose clients connect by TCP and speak a protocol: serves each connection on its own, and tells of a client that speaks
/// another one.
/// </summary>
public abstract class ConnectionSource : ISource, IDisposable
{
    private readonly ComponentContext _context;
    private readonly ConnectionListener _listener;

    /// <summary>Opens nothing yet.</summary>
    protected ConnectionSource(ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        (_context, _listener) = (context, new ConnectionListener(context));
    }

    /// <summary>Where it listens, once started.</summary>
    public EndPoint? LocalEndPoint => _listener.LocalEndPoint;

    /// <summary>Where it is to listen; a null host is every address.</summary>
    protected abstract (string? Host, int Port) Address { get; }

    /// <summary>What clients have to speak, for who gets one that does not: <c>Avro RPC as this source does (ssl off)</c>.</summary>
    protected abstract string Expectation { get; }

    /// <inheritdoc/>
    /// <exception cref="SocketException">The address is unknown, taken or not ours.</exception>
    public virtual ValueTask StartAsync(CancellationToken cancellationToken) => _listener.ListenAsync(Address.Host, Address.Port, cancellationToken);

    /// <inheritdoc/>
    public virtual Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) =>
        _listener.RunAsync((socket, puts, stopping) => ServeAndTellAsync(socket, channels, puts, stopping), cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Serves one connection until it ends; the socket is closed afterwards.</summary>
    /// <param name="socket">Sends at once, and finds out when the other end is gone.</param>
    /// <param name="channels">Where the events go.</param>
    /// <param name="puts">For puts: gives one that is under way a little more time than <paramref name="cancellationToken"/>.</param>
    /// <param name="cancellationToken">Stops everything else.</param>
    /// <exception cref="FormatException">The client does not speak the protocol.</exception>
    /// <exception cref="AuthenticationException">There is no TLS with the client.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    protected abstract Task ServeAsync(Socket socket, IChannelProcessor channels, CancellationToken puts, CancellationToken cancellationToken);

    private async Task ServeAndTellAsync(Socket socket, IChannelProcessor channels, CancellationToken puts, CancellationToken cancellationToken)
    {
        try
        {
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            await ServeAsync(socket, channels, puts, cancellationToken);
        }
        catch (IOException gone)
        {
            _context.Logger.LogDebug(gone, "A connection was broken");
        }
        catch (Exception wrong) when (wrong is FormatException or AuthenticationException)
        {
            _context.Counters[CounterNames.EventReadFail].Increment();
            _context.Problems.Report($"A connection was closed: its client does not speak {Expectation}.", wrong, LogLevel.Warning);
        }
    }
}
