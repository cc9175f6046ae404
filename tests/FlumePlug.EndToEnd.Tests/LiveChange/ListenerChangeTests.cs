using System.Net.Sockets;
using FlumePlug.EndToEnd.Tests.Running;
using static FlumePlug.EndToEnd.Tests.Running.Configurations;

namespace FlumePlug.EndToEnd.Tests.LiveChange;

/// <summary>A listener that is restarted under its clients.</summary>
public sealed class ListenerChangeTests : IDisposable
{
    private const int Changes = 10;
    private const int Window = 20;

    private readonly TestDirectory _directory = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_client_that_sends_again_what_was_not_acknowledged_loses_and_doubles_nothing()
    {
        var output = _directory.Make("out");
        await using var agent = await AgentProcess.RunAsync(_directory, NetcatToFiles(_port, output));
        using var enough = new CancellationTokenSource();
        var sending = SendAsync(enough.Token);
        for (var change = 0; change < Changes; change++)
        {
            _directory.Write("flume.conf", NetcatToFiles(_port, output, $"a1.sources.r1.max-line-length = {600 + change}"));
            await agent.WhenLoggedAsync("Configuration updated: restart source r1", change + 1);
        }
        await enough.CancelAsync();
        var sent = await sending;
        await agent.StopAsync();

        Assert.True(sent > Changes, $"{sent} lines were sent.");
        Assert.Equal(Enumerable.Range(0, sent).Select(i => $"{i}"), _directory.Lines("out/out-"));
    }

    // Some lines at a time; what is not answered when the connection ends is sent again over the next one.
    private async Task<int> SendAsync(CancellationToken enough)
    {
        var acknowledged = 0;
        while (!enough.IsCancellationRequested)
        {
            try
            {
                using var client = await LineClient.ConnectAsync(_port);
                while (!enough.IsCancellationRequested)
                {
                    await client.SendAsync(string.Concat(Enumerable.Range(acknowledged, Window).Select(i => $"{i}\n")));
                    acknowledged += await client.ReadOksAsync(Window);
                }
            }
            catch (Exception closed) when (closed is SocketException or IOException)
            {
                // The source is being exchanged.
            }
        }
        return acknowledged;
    }
}
