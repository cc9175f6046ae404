using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Netcat;

/// <summary>Listens on TCP: every line is an event and is answered, once it is stored, with <c>OK</c> (Flume's NetcatSource).</summary>
[Source("netcat", Aliases = ["org.apache.flume.source.NetcatSource"],
    Summary = "TCP line server: one event per line, each answered OK once it is stored.")]
public sealed class NetcatSource(NetcatOptions options, ComponentContext context) : ISource, IDisposable
{
    private const int Backlog = 1024;

    /// <summary>How long a put that was under way may go on when the source stops; by no clock but the machine's.</summary>
    private static readonly TimeSpan PutGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly Counter _openConnections = context.Counters[CounterNames.OpenConnectionCount];
    private readonly TaskCompletionSource _allClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _listener;
    // The accept loop counts as one, so that the last connection to close knows that no other comes.
    private int _open = 1;

    /// <summary>Where it listens, once started.</summary>
    public EndPoint? LocalEndPoint => _listener?.LocalEndPoint;

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var address = await BindAddress.ResolveAsync(options.Bind, options.Port, cancellationToken);
        _listener = BindAddress.NewSocket(address, SocketType.Stream);
        _listener.Bind(address);
        _listener.Listen(Backlog);
        context.Logger.LogInformation("Listening on {Address}", _listener.LocalEndPoint);
    }

    /// <inheritdoc/>
    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        var listener = _listener ?? throw new InvalidOperationException("The source was not started.");
        using var puts = new CancellationTokenSource();
        using var stopping = cancellationToken.Register(() => puts.CancelAfter(PutGrace));
        var text = new AnswerText(options.Encoding);
        var warmUp = WarmUp.RunAsync(options, context, text, cancellationToken);
        await AcceptAsync(listener, socket => ServeAsync(
            new NetcatConnection(socket, options, context, text, channels, puts.Token), socket, cancellationToken), text, cancellationToken);
        Leave();
        await _allClosed.Task;
        await warmUp;
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener?.Dispose();

    private async Task AcceptAsync(Socket listener, Func<Socket, Task> serve, AnswerText text, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptAsync(cancellationToken);
                if (Interlocked.Increment(ref _open) <= options.MaxConnections + 1L)
                    _ = Task.Run(() => serve(socket), CancellationToken.None);
                else
                    TurnAway(socket, text);
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

    private async Task ServeAsync(NetcatConnection connection, Socket socket, CancellationToken cancellationToken)
    {
        _openConnections.Increment();
        try
        {
            await connection.ServeAsync(cancellationToken);
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
            connection.Dispose();
            socket.Dispose();
            _openConnections.Add(-1);
            Leave();
        }
    }

    private void TurnAway(Socket socket, AnswerText text)
    {
        context.Problems.Report($"A connection was refused: there are {options.MaxConnections} already (max-connections).", level: LogLevel.Warning);
        using (socket)
        {
            socket.Blocking = false;
            socket.Send(text.FirstOf($"FAILED: Too many connections ({options.MaxConnections})\n"), SocketFlags.None, out _);
        }
        Leave();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            _allClosed.TrySetResult();
    }
}
