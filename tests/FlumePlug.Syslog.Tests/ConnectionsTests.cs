using System.Net.Sockets;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Syslog.Tests;

public sealed class ConnectionsTests
{
    private const int Wanted = 10_000;

    private readonly CollectingChannels _channels = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Ten_thousand_connections_are_served()
    {
        // Both ends of a connection live in this process.
        var count = Math.Min(Wanted, (OpenFiles() - 1000) / 2);
        await using var source = await RunningSource.TcpAsync(_channels);
        var clients = new List<Socket>(count);
        try
        {
            while (clients.Count < count)
                clients.Add(await source.ConnectAsync());
            await Eventually.TrueAsync(() => source.Counter(CounterNames.OpenConnectionCount) == count, "every connection is accepted");
            for (var round = 0; round < 2; round++)
                for (var i = 0; i < count; i++)
                    await clients[i].SendAsync(Encoding.ASCII.GetBytes($"<13>1 2003-10-11T22:14:15Z h {round} {i}\n"), SocketFlags.None, Token);
            await _channels.Events.WhenAsync(2 * count, Token);

            var expected = Enumerable.Range(0, 2).SelectMany(round => Enumerable.Range(0, count).Select(i => $"{round} {i}"));
            Assert.Equal(expected.Order(StringComparer.Ordinal), _channels.Events.Texts.Order(StringComparer.Ordinal));
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static int OpenFiles()
    {
        var line = File.ReadLines("/proc/self/limits").First(limit => limit.StartsWith("Max open files", StringComparison.Ordinal));
        return line[14..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0] is var most && int.TryParse(most, out var limit) ? limit : int.MaxValue;
    }
}
