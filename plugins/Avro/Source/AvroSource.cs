using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Avro;

/// <summary>Listens for Avro RPC: a call is answered OK once every required channel has stored its events (Flume's AvroSource).</summary>
[Source("avro", Aliases = ["org.apache.flume.source.AvroSource"],
    Summary = "Avro RPC server for the avro sinks, clients and log appenders of Flume and FlumePlug.")]
public sealed class AvroSource : ISource, IDisposable
{
    private const int Backlog = 1024;

    /// <summary>How long a put that was under way may go on when the source stops; by no clock but the machine's.</summary>
    private static readonly TimeSpan PutGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly AvroSourceOptions _options;
    private readonly ComponentContext _context;
    private readonly ServerTls? _tls;
    private readonly IpFilter? _filter;
    private readonly KnownClients _clients = new();
    private readonly Counter _openConnections;
    private readonly TaskCompletionSource _allClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _listener;
    // The accept loop counts as one, so that the last connection to close knows that no other comes.
    private int _open = 1;

    /// <summary>Reads the stores and rules; listens with the start.</summary>
    public AvroSource(AvroSourceOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        (_options, _context) = (options, context);
        _openConnections = context.Counters[CounterNames.OpenConnectionCount];
        _tls = ServerTls.Create(options, context);
        _filter = options.IpFilter ? new IpFilter(options.IpFilterRules!) : null;
    }

    /// <summary>Where it listens, once started.</summary>
    public EndPoint? LocalEndPoint => _listener?.LocalEndPoint;

    /// <inheritdoc/>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var address = await BindAddress.ResolveAsync(_options.Bind, _options.Port, cancellationToken);
        _listener = BindAddress.NewSocket(address);
        _listener.Bind(address);
        _listener.Listen(Backlog);
        _context.Logger.LogInformation("Avro source {Name} started: listening on {Address}", _context.Name, _listener.LocalEndPoint);
    }

    /// <inheritdoc/>
    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        var listener = _listener ?? throw new InvalidOperationException("The source was not started.");
        using var puts = new CancellationTokenSource();
        using var stopping = cancellationToken.Register(() => puts.CancelAfter(PutGrace));
        await AcceptAsync(listener, socket => ServeAsync(socket, channels, puts.Token, cancellationToken), cancellationToken);
        Leave();
        await _allClosed.Task;
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener?.Dispose();

    private async Task AcceptAsync(Socket listener, Func<Socket, Task> serve, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptAsync(cancellationToken);
                Interlocked.Increment(ref _open);
                _ = Task.Run(() => serve(socket), CancellationToken.None);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested || listener.SafeHandle.IsClosed)
            {
                return;
            }
            catch (SocketException refused)
            {
                // Such as no file handles left: those who wait in the backlog are accepted when some are free again.
                _context.Problems.Report("Unable to accept connection.", refused);
                await Task.Delay(AcceptPause, _context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ServeAsync(Socket socket, IChannelProcessor channels, CancellationToken puts, CancellationToken cancellationToken)
    {
        _openConnections.Increment();
        try
        {
            if (_filter is not null && !await _filter.AllowsAsync(((IPEndPoint)socket.RemoteEndPoint!).Address, cancellationToken))
            {
                _context.Problems.Report($"A connection from {((IPEndPoint)socket.RemoteEndPoint!).Address} was refused by ipFilterRules.", level: LogLevel.Warning);
                return;
            }
            await using var stream = await ServerTransport.OpenAsync(socket, _options.CompressionType, _tls, cancellationToken);
            using var connection = new AvroServerConnection(stream, channels, _clients, _context.Problems, _options.MaxMessageSize, puts);
            await connection.ServeAsync(cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            _context.Logger.LogDebug(gone, "A connection was broken");
        }
        catch (Exception wrong) when (wrong is WireFormatException or AuthenticationException)
        {
            _context.Counters[CounterNames.EventReadFail].Increment();
            _context.Problems.Report("A connection was closed: its client does not speak Avro RPC as this source does"
                + $" (ssl {(_tls is null ? "off" : "on")}, compression-type {_options.CompressionType}).", wrong, LogLevel.Warning);
        }
        catch (Exception failure)
        {
            _context.Problems.Report("A connection was closed: its events could not be put.", failure);
        }
        finally
        {
            socket.Dispose();
            _openConnections.Add(-1);
            Leave();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            _allClosed.TrySetResult();
    }
}
