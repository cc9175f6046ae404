using System.Net;
using System.Net.Sockets;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Netcat;

/// <summary>
/// Serves itself one line that goes nowhere: the code is compiled before the first client comes, which would wait tens of
/// milliseconds for it.
/// </summary>
internal sealed class WarmUp : IChannelProcessor
{
    public static async Task RunAsync(NetcatOptions options, ComponentContext context, AnswerText text, CancellationToken cancellationToken)
    {
        if (options.MaxLineLength <= 0)
            return;
        try
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(1);
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(listener.LocalEndPoint!, cancellationToken);
            using var socket = await listener.AcceptAsync(cancellationToken);
            using var connection = new NetcatConnection(socket, options, context, text, new WarmUp(), cancellationToken);
            var served = connection.ServeAsync(cancellationToken);
            await client.SendAsync(options.Encoding.Encode("\n"), SocketFlags.None, cancellationToken);
            client.Shutdown(SocketShutdown.Send);
            await served;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            context.Logger.LogDebug(failure, "The first client may have to wait a little");
        }
    }

    public ValueTask PutAsync(EventBatch batch, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask PutEachAsync(EventBatch batch, IPutAnswers answers, CancellationToken cancellationToken) =>
        answers.AnswerAsync(batch.Count, null, cancellationToken);
}
