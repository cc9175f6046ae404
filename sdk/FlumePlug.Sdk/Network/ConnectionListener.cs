using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Sdk;

/// <summary>
/// Accepts TCP connections for a source and serves each on its own, however a connection ends. Counts the open ones as
/// <see cref="CounterNames.OpenConnectionCount"/>.
/// </summary>
/// <param name="context">The source's.</param>
public sealed class ConnectionListener(ComponentContext context) : IDisposable
{
    private const int Backlog = 1024;

    // By no clock but the machine's.
    private static readonly TimeSpan PutGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly Counter _openConnections = context.Counters[CounterNames.OpenConnectionCount];
    private readonly TaskCompletionSource _allClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _listener;
    // The accept loop counts as one, so that the last connection to close knows that no other comes.
    private int _open = 1;

    /// <summary>
    /// The most connections at a time; one more is closed, counted as <see cref="CounterNames.GenericProcessingFail"/> and told.
    /// So is one that takes of the <see cref="HandleReserve"/>.
    /// </summary>
    public int MostConnections { get; init; } = 50_000;

    /// <summary>Says goodbye to a connection that is one too many, and gets the number of the others; must not wait.</summary>
    public Action<Socket, int>? TurnAway { get; init; }

    /// <summary>Where it listens, once it does.</summary>
    public EndPoint? LocalEndPoint => _listener?.LocalEndPoint;

    /// <summary>Listens on an address; a null host is every address.</summary>
    /// <exception cref="SocketException">The address is unknown, taken or not ours.</exception>
    public async ValueTask ListenAsync(string? host, int port, CancellationToken cancellationToken)
    {
        var address = await BindAddress.ResolveAsync(host, port, cancellationToken);
        _listener = BindAddress.NewSocket(address, SocketType.Stream);
        BindAddress.Bind(_listener, address);
        _listener.Listen(Backlog);
        context.Logger.LogInformation("Listening on {Address}", _listener.LocalEndPoint);
    }

    /// <summary>Accepts and serves until the token is cancelled; returns when the last connection was served.</summary>
    /// <param name="serve">
    /// Serves one connection, which is closed afterwards. Its first token is for puts: it gives one that is under way two
    /// seconds more than the second, which stops everything else.
    /// </param>
    /// <param name="cancellationToken">Stops accepting and serving.</param>
    public async Task RunAsync(Func<Socket, CancellationToken, CancellationToken, Task> serve, CancellationToken cancellationToken)
    {
        var listener = _listener ?? throw new InvalidOperationException("The source was not started.");
        using var puts = new CancellationTokenSource();
        using var stopping = cancellationToken.Register(() => puts.CancelAfter(PutGrace));
        await AcceptAsync(listener, socket => ServeAsync(socket, serve, puts.Token, cancellationToken), cancellationToken);
        Leave();
        await _allClosed.Task;
    }

    /// <summary>Stops listening; connections that are served stay open.</summary>
    public void Dispose() => _listener?.Dispose();

    private async Task AcceptAsync(Socket listener, Func<Socket, Task> serve, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptAsync(cancellationToken);
                var others = Interlocked.Increment(ref _open) - 2;
                var refusal = others < MostConnections ? HandleReserve.Refusal(socket) : "there are no more allowed";
                if (refusal is null)
                    _ = Task.Run(() => serve(socket), CancellationToken.None);
                else
                    Refuse(socket, others, refusal);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested || listener.SafeHandle.IsClosed)
            {
                return;
            }
            catch (SocketException refused)
            {
                // Such as no file handles left: those who wait in the backlog are accepted when some are free again.
                context.Problems.Report("Unable to accept connection.", refused);
                await Task.Delay(AcceptPause, context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ServeAsync(
        Socket socket, Func<Socket, CancellationToken, CancellationToken, Task> serve, CancellationToken puts, CancellationToken cancellationToken)
    {
        _openConnections.Increment();
        try
        {
            await serve(socket, puts, cancellationToken);
        }
        catch (Exception gone) when (gone is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            context.Logger.LogDebug(gone, "A connection was broken");
        }
        catch (Exception failure)
        {
            context.Problems.Report("A connection was closed: its events could not be put.", failure);
        }
        finally
        {
            socket.Dispose();
            _openConnections.Add(-1);
            Leave();
        }
    }

    // The number of the others is for the answer alone: it would make each report a new one.
    private void Refuse(Socket socket, int others, string reason)
    {
        context.Counters[CounterNames.GenericProcessingFail].Increment();
        context.Problems.Report($"A connection was refused: {reason} (max-connections = {MostConnections}).", level: LogLevel.Warning);
        using (socket)
            TurnAway?.Invoke(socket, others);
        Leave();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            _allClosed.TrySetResult();
    }
}
