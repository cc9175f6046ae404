using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk.Testing;
using FlumePlug.Wire.Avro.Ipc;
using static FlumePlug.Avro.Tests.Running.WireClient;

namespace FlumePlug.Avro.Tests;

/// <summary>Calls that were right once, damaged at random: a clear end of the connection, and nobody else notices.</summary>
public sealed class FuzzTests
{
    private const int Few = 1500;
    private const int Many = 1_000_000;
    private const int AtATime = 8;

    // What a client may have sent beyond its own bytes before it is cut off.
    private const long MostMemory = 200 * 1024 * 1024;

    private static readonly byte[][] Seeds =
    [
        Frame(1, Handshake(), Call("append", Event("body"))),
        [.. Frame(1, Handshake(), Call("")), .. Frame(2, Call("appendBatch", [6, .. Event("a"), .. Event("b"), .. Event("c"), 0]))],
        Frame(1, Handshake(AvroProtocol.Parse("{\"protocol\":\"P\",\"messages\":{}}"), withText: true), Call("append", Event("body"))),
        [.. Frame(1, Handshake(), Call("append", [4, 2, 97, 2, 98, 2, 99, 2, 100, 0, 6, 1, 2, 3])), .. Frame(2, Call("nobody"))],
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "flume-rpc-client.request")),
    ];

    [Fact]
    public async Task Damaged_calls_disturb_nobody_and_cost_no_memory()
    {
        var channels = new CountingChannels();
        await using var source = await RunningSource.StartAsync(channels, RunningSource.Options(most: 1024 * 1024));
        await using var honest = new WireClient(await source.ConnectAsync());
        await honest.SendAsync(1, Handshake(), Call(""));
        await honest.ReceiveAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var rounds = Environment.GetEnvironmentVariable("LONG") == "1" ? Many : Few;
        await Parallel.ForAsync(0, rounds, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (round, _) =>
        {
            var random = new Random(round);
            await using var intruder = await source.ConnectAsync();
            try
            {
                await intruder.WriteAsync(Damaged(random), TestContext.Current.CancellationToken);
                // Nothing more comes: the source closes, at once or at the end of what was sent.
                intruder.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
                var answer = new byte[4096];
                while (await intruder.ReadAsync(answer, TestContext.Current.CancellationToken) > 0)
                {
                }
            }
            catch (IOException)
            {
                // Closed before everything was sent.
            }
            if (round % 100 == 0)
                Assert.True(GC.GetTotalMemory(forceFullCollection: false) - before < MostMemory, $"{GC.GetTotalMemory(false)} bytes after input {round}");
        });

        await honest.SendAsync(2, Call("append", Event("still here")));
        Assert.Equal((2, "000000"), await honest.ReceiveAsync());
        await Eventually.TrueAsync(() => source.OpenConnections == 1, () => $"{source.OpenConnections} connections are open");
        Assert.Empty(source.Context.Logged.TextsOf(Microsoft.Extensions.Logging.LogLevel.Error));
    }

    private static byte[] Damaged(Random random)
    {
        var bytes = Seeds[random.Next(Seeds.Length)].ToArray();
        for (var hits = random.Next(1, 5); hits > 0; hits--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 20))..], 0];
                    break;
                case 3:
                    bytes = [.. bytes[..at], .. Enumerable.Repeat((byte)random.Next(256), random.Next(1, 20)), .. bytes[at..]];
                    break;
                default:
                    bytes = [.. bytes[..at], 0xFF];
                    break;
            }
        }
        return bytes;
    }
}
