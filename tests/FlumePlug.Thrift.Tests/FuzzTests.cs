using FlumePlug.Avro.Tests.Running;
using FlumePlug.Sdk.Testing;
using FlumePlug.Thrift.Tests.Running;
using FlumePlug.Wire.Thrift;
using Microsoft.Extensions.Logging;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Thrift.Tests;

/// <summary>Calls that were right once, damaged at random: a clear end of the connection, and nobody else notices.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData(ThriftProtocol.Compact, "compact")]
    [InlineData(ThriftProtocol.Binary, "binary")]
    public async Task Damaged_calls_disturb_nobody_and_cost_no_memory(ThriftProtocol protocol, string name)
    {
        var channels = new CountingChannels();
        await using var source = await RunningSource.StartAsync(channels, RunningSource.Options(protocol, most: 1024 * 1024));
        using var context = new TestComponentContext("k1", TimeProvider.System);
        await using var honest = new ThriftSink(Sinks.Options(source.Port, protocol), context);
        await honest.DeliverAsync(EventOf("before"));
        var golden = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", $"flume-client-{name}.request"));
        await Damage.SendAsync([golden, [.. golden, .. golden]], source.ConnectAsync, source.Context.Logged);
        await honest.DeliverAsync(EventOf("still here"));
        Assert.Equal("still here", channels.Last);
        Assert.Equal(1, context.Counters[Sdk.CounterNames.ConnectionCreatedCount].Value);
    }
}
