using System.Globalization;
using FlumePlug.EndToEnd.Tests.Running;
using static FlumePlug.EndToEnd.Tests.Running.Configurations;

namespace FlumePlug.EndToEnd.Tests;

public sealed class ConnectionsTests : IDisposable
{
    private const int Wanted = 10_000;

    private readonly TestDirectory _directory = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Ten_thousand_connections_are_served()
    {
        // What the process may open less what it needs itself; the agent's limit is the same.
        var connections = Math.Min(Wanted, OpenFilesLimit() - 500);
        TestContext.Current.TestOutputHelper?.WriteLine($"{connections} connections");
        await using var agent = await AgentProcess.RunAsync(_directory, NetcatToFiles(
            _port, _directory.Make("out"), "a1.channels.c1.capacity = 20000"));
        var clients = new LineClient[connections];
        try
        {
            for (var i = 0; i < connections; i++)
                clients[i] = await LineClient.ConnectAsync(_port);
            for (var round = 0; round < 2; round++)
            {
                for (var i = 0; i < connections; i++)
                    await clients[i].SendAsync($"{round} {i}\n");
                foreach (var client in clients)
                    await client.ExpectAsync("OK\n");
            }
        }
        finally
        {
            foreach (var client in clients)
                client?.Dispose();
        }
        await agent.StopAsync();

        var expected = Enumerable.Range(0, 2).SelectMany(round => Enumerable.Range(0, connections).Select(i => $"{round} {i}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), _directory.Lines("out/out-").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(300, 600)]
    [InlineData(4096, 10_000)]
    public async Task More_connections_than_file_handles_are_refused_and_the_agent_lives(int openFiles, int connections)
    {
        const int Reserve = 64;
        connections = Math.Min(connections, OpenFilesLimit() - 500);
        await using var agent = await AgentProcess.RunLimitedAsync(_directory, NetcatToFiles(
            _port, _directory.Make("out"), "a1.channels.c1.capacity = 20000"), openFiles);
        var clients = new List<LineClient>();
        try
        {
            while (clients.Count < connections)
                clients.Add(await LineClient.ConnectAsync(_port));
            // They are accepted in their order: once the last is refused, so are all that will be.
            var answer = await clients[^1].ReadToEndAsync();
            var served = clients.Where(client => !client.HasAnswer).ToList();
            Assert.Equal($"FAILED: Too many connections ({served.Count})\n", answer);
            Assert.InRange(served.Count, openFiles - Reserve - 150, openFiles - Reserve);
            await AssertServedAsync(served);

            foreach (var leaving in served[..50])
                leaving.Dispose();
            var coming = new List<LineClient>();
            while (coming.Count < 50)
                coming.Add(await ConnectWhenThereIsRoomAsync());
            clients.AddRange(coming);
            await AssertServedAsync([.. served[50..], .. coming]);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
        Assert.Single(agent.Log, line => line.Contains($"of the {openFiles} files that the process may open (ulimit -n)", StringComparison.Ordinal));
        await agent.StopAsync();
    }

    private static async Task AssertServedAsync(List<LineClient> clients)
    {
        foreach (var client in clients)
            await client.SendAsync("line\n");
        foreach (var client in clients)
            await client.ExpectAsync("OK\n");
    }

    private async Task<LineClient> ConnectWhenThereIsRoomAsync()
    {
        while (true)
        {
            var client = await LineClient.ConnectAsync(_port);
            await client.SendAsync("new\n");
            if (await client.IsServedAsync())
                return client;
            client.Dispose();
        }
    }

    private static int OpenFilesLimit()
    {
        var line = File.ReadLines("/proc/self/limits").Single(limit => limit.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return soft == "unlimited" ? int.MaxValue : (int)Math.Min(long.Parse(soft, CultureInfo.InvariantCulture), int.MaxValue);
    }
}
