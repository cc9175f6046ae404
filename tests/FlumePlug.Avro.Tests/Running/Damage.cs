using System.Net.Sockets;
using FlumePlug.Sdk.Testing;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Avro.Tests.Running;

/// <summary>Bytes that were right once, damaged at random and sent to a source by clients that then leave.</summary>
internal static class Damage
{
    private const int Few = 1500;
    private const int Many = 1_000_000;
    private const int AtATime = 8;

    // What clients may have sent beyond their own bytes before they are cut off.
    private const long MostMemory = 200 * 1024 * 1024;

    /// <summary>A million inputs in the long form.</summary>
    /// <param name="seeds">What was right once.</param>
    /// <param name="connect">Another client.</param>
    /// <param name="logged">What the source logs: no error is among it. Not kept, as it would be all the memory that is looked at.</param>
    public static async Task SendAsync(byte[][] seeds, Func<Task<NetworkStream>> connect, CollectingLogger logged)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var rounds = Environment.GetEnvironmentVariable("LONG") == "1" ? Many : Few;
        await Parallel.ForAsync(0, rounds, new ParallelOptions { MaxDegreeOfParallelism = AtATime }, async (round, token) =>
        {
            var random = new Random(round);
            await using var intruder = await connect();
            try
            {
                await intruder.WriteAsync(Of(seeds[random.Next(seeds.Length)], random), token);
                // Nothing more comes: the source closes, at once or at the end of what was sent.
                intruder.Socket.Shutdown(SocketShutdown.Send);
                var answer = new byte[4096];
                while (await intruder.ReadAsync(answer, token) > 0)
                {
                }
            }
            catch (IOException)
            {
                // Closed before everything was sent.
            }
            if (round % 100 != 0)
                return;
            CheckAndForget(logged);
            Assert.True(GC.GetTotalMemory(forceFullCollection: false) - before < MostMemory, $"{GC.GetTotalMemory(false)} bytes after input {round}");
        });
        CheckAndForget(logged);
    }

    private static void CheckAndForget(CollectingLogger logged) => Assert.DoesNotContain(logged.TakeLines(), line => line.Level >= LogLevel.Error);

    private static byte[] Of(byte[] bytes, Random random)
    {
        bytes = [.. bytes];
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
