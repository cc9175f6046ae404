using System.Net;
using FlumePlug.Sdk;

namespace FlumePlug.Netcat;

/// <summary>
/// Listens on UDP: every datagram is an event, up to its first newline (Flume's NetcatUdpSource, which cuts datagrams at 2048
/// bytes; here they are taken whole). Nobody is answered; what the channel refuses is counted and gone.
/// </summary>
[Source("netcatudp", Aliases = ["org.apache.flume.source.NetcatUdpSource"],
    Summary = "UDP listener: one event per datagram, up to its first newline.")]
public sealed class NetcatUdpSource(NetcatUdpOptions options, ComponentContext context) : ISource, IPutAnswers, IDisposable
{
    private readonly SenderHeaders? _senders = options.RemoteAddress is null ? null : new SenderHeaders(options.RemoteAddress);
    private readonly DatagramListener _listener = new(context);

    /// <summary>Where it listens, once started.</summary>
    public EndPoint? LocalEndPoint => _listener.LocalEndPoint;

    /// <inheritdoc/>
    public ValueTask StartAsync(CancellationToken cancellationToken) => _listener.ListenAsync(options.Bind, options.Port, cancellationToken);

    /// <inheritdoc/>
    public Task RunAsync(IChannelProcessor channels, CancellationToken cancellationToken) =>
        _listener.RunAsync((datagrams, puts) => PutAsync(datagrams, channels, puts), cancellationToken);

    /// <inheritdoc/>
    public ValueTask AnswerAsync(int count, ChannelException? refused, CancellationToken cancellationToken)
    {
        if (refused is not null)
            context.Problems.Report("Error writing to channel, event dropped.", refused);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async ValueTask PutAsync(DatagramBlock datagrams, IChannelProcessor channels, CancellationToken cancellationToken)
    {
        using var batch = EventBatch.Create();
        for (var i = 0; i < datagrams.Count; i++)
        {
            var body = datagrams[i];
            var newline = body.IndexOf((byte)'\n');
            batch.AddCopy(_senders?.Of(datagrams.SenderOf(i)) ?? Headers.Empty, newline < 0 ? body : body[..newline]);
        }
        await channels.PutEachAsync(batch, this, cancellationToken);
    }
}
