using FlumePlug.Sdk;

namespace FlumePlug.Core.Pipeline;

/// <summary>Stands in for a channel that has not started: puts are refused with the reason, takes find nothing.</summary>
internal sealed class AbsentChannel(ChannelHost host) : IChannel
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static IChannel Of(ChannelHost host) => new AbsentChannel(host);

    public ValueTask<IPut> ReserveAsync(EventBatch batch, Fit fit, CancellationToken cancellationToken) =>
        throw new ChannelException($"Channel {host.Name} is not running{(host.Component.Failure is { } failure ? ": " + failure : ".")}");

    public ValueTask<ITake?> TakeAsync(int max, CancellationToken cancellationToken) => default;

    public async ValueTask WaitAsync(CancellationToken cancellationToken) => await Task.Delay(Look, host.Component.Time, cancellationToken);
}
