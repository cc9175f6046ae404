using System.Net;
using System.Net.Sockets;
using FlumePlug.EndToEnd.Tests.Running;

namespace FlumePlug.EndToEnd.Tests;

public sealed class HttpConnectionsTests : IDisposable
{
    private const int OpenFiles = 300;
    private const int Reserve = 64;

    private readonly TestDirectory _directory = new();
    private readonly int _port = Ports.Free();
    private readonly int _metricsPort = Ports.Free();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task More_http_connections_than_file_handles_are_refused_and_the_agent_and_its_metrics_live()
    {
        await using var agent = await AgentProcess.RunLimitedAsync(
            _directory, Configuration(), OpenFiles, "-Dflume.monitoring.type=http", $"-Dflume.monitoring.port={_metricsPort}");
        var clients = new List<Socket>();
        try
        {
            while (clients.Count < 2 * OpenFiles)
                clients.Add(await ConnectAsync(_port));
            var served = 0;
            foreach (var client in clients)
                if (await IsServedAsync(client))
                    served++;
            Assert.True(served is >= OpenFiles - Reserve - 170 and <= OpenFiles - Reserve, $"{served} were served\n{agent.LogText}");
            using var http = new HttpClient();
            Assert.Contains("\"GenericProcessingFail\"", await http.GetStringAsync(new Uri($"http://127.0.0.1:{_metricsPort}/metrics"), Token), StringComparison.Ordinal);
            await agent.StopAsync();
            Assert.Single(agent.Log, line => line.Contains($"of the {OpenFiles} files that the process may open (ulimit -n)", StringComparison.Ordinal));
            Assert.Equal(served, _directory.Lines("out/").Count);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task A_flood_of_connections_to_the_metrics_leaves_the_agent_alone()
    {
        await using var agent = await AgentProcess.RunLimitedAsync(
            _directory, Configuration(), OpenFiles, "-Dflume.monitoring.type=http", $"-Dflume.monitoring.port={_metricsPort}");
        var clients = new List<Socket>();
        try
        {
            while (clients.Count < 2 * OpenFiles)
                clients.Add(await ConnectAsync(_metricsPort));
            using var client = await ConnectAsync(_port);
            Assert.True(await IsServedAsync(client), agent.LogText);
            await agent.WhenLoggedAsync("A connection was refused: there are no more allowed (at most 16).");
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    // One may be closed before it knows that it was open.
    private static async Task<Socket> ConnectAsync(int port)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, Token);
        }
        catch (SocketException closed) when (closed.SocketErrorCode == SocketError.ConnectionReset)
        {
        }
        return client;
    }

    private static async Task<bool> IsServedAsync(Socket client)
    {
        try
        {
            await client.SendAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 14\r\n\r\n[{\"body\":\"x\"}]"u8.ToArray(), SocketFlags.None, Token);
            var answer = new byte[1000];
            return answer.AsSpan(0, await client.ReceiveAsync(answer, SocketFlags.None, Token)).StartsWith("HTTP/1.1 200"u8);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string Configuration() =>
        $"""
        a1.sources = r1
        a1.channels = c1
        a1.sinks = k1
        a1.sources.r1.type = http
        a1.sources.r1.bind = 127.0.0.1
        a1.sources.r1.port = {_port}
        a1.sources.r1.channels = c1
        a1.channels.c1.type = memory
        a1.channels.c1.capacity = 1000
        a1.sinks.k1.type = file_roll
        a1.sinks.k1.sink.directory = {_directory.Make("out")}
        a1.sinks.k1.sink.rollInterval = 0
        a1.sinks.k1.channel = c1

        """;
}
