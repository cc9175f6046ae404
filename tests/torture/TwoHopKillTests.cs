using FlumePlug.EndToEnd.Tests.Running;
using FlumePlug.Torture.Tests.Running;

namespace FlumePlug.Torture.Tests;

/// <summary>Two agents over Avro, both with file channels, the first encrypted; either is killed while the other goes on.</summary>
public sealed class TwoHopKillTests : IDisposable
{
    private readonly TestDirectory _first = new();
    private readonly TestDirectory _second = new();

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public async Task Nothing_that_was_acknowledged_is_lost_whichever_of_two_agents_is_killed()
    {
        using var oracle = await OracleProcess.StartAsync();
        await using var second = new Hop(_second, "type = avro", Lines.Durable(_second), Lines.Thrift(oracle));
        var keys = _first.Write("keys", "k = " + new string('a', 64));
        await using var first = new Hop(_first, Lines.Netcat, Lines.Durable(_first, "encryption.keyProvider = keyfile",
            $"encryption.keyProvider.keyStoreFile = {keys}", "encryption.activeKey = k", "encryption.cipherProvider = AESGCM"),
            $"type = avro\nhostname = 127.0.0.1\nport = {second.Port}\nbatch-size = 50");
        await KillRun.RunAsync("two agents over Avro", oracle, [first, second], KillRun.KillsOf(36), KillRun.SeedOf(2));
        KillRun.RequireWhole(_first);
        KillRun.RequireWhole(_second);
    }
}
