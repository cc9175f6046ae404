using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;

namespace FlumePlug.Netcat;

/// <summary>Listens on TCP: every line is an event and is answered, once it is stored, with <c>OK</c> (Flume's NetcatSource).</summary>
[Source("netcat", Aliases = ["org.apache.flume.source.NetcatSource"],
    Summary = "TCP line server: one event per line, each answered OK once it is stored.")]
public sealed class NetcatSource : ISource, IDisposable
{
    private readonly NetcatOptions _options;
    private readonly ComponentContext _context;
    private readonly AnswerText _text;
    private readonly ConnectionListener _listener;

    /// <summary>Opens nothing yet.</summary>
    public NetcatSource(NetcatOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _context, _text) = (options, context, new AnswerText(options.Encoding));
        _listener = new ConnectionListener(context) { MostConnections = options.MaxConnections, TurnAway = TurnAway };
    }

    /// <summary>Where it listens, once started.</summary>
    public EndPoint? LocalEndPoint => _listener.LocalEndPoint;

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken) => _listener.ListenAsync(_options.Bind, _options.Port, cancellationToken);

    /// <inheritdoc/>
    public async Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken)
    {
        var warmUp = WarmUp.RunAsync(_options, _context, _text, cancellationToken);
        await _listener.RunAsync(
            async (socket, puts, stopping) =>
            {
                using var connection = new NetcatConnection(socket, _options, _context, _text, channels, puts);
                await connection.ServeAsync(stopping);
            },
            cancellationToken);
        await warmUp;
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void TurnAway(Socket socket, int others)
    {
        socket.Blocking = false;
        socket.Send(_text.FirstOf($"FAILED: Too many connections ({others})\n"), SocketFlags.None, out _);
    }
}
