using FlumePlug.Sdk.Testing;
using FlumePlug.Thrift.Tests.Running;
using FlumePlug.Wire.Avro.Ipc;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift.Tests;

/// <summary>Bytes captured between Flume 1.11's Thrift client and its thrift source: an append, then a batch of two.</summary>
public sealed class GoldenTests
{
    private static readonly KeptEvent[] Expected =
    [
        KeptEvent.Of(TestEvents.EventOf("single", ("schlüssel", "wärt€😀"))),
        KeptEvent.Of(TestEvents.EventOf("")),
        KeptEvent.Of(TestEvents.EventOf("two", ("h", "v"))),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ThriftProtocol.Compact, 1000)]
    [InlineData(ThriftProtocol.Compact, 1)]
    [InlineData(ThriftProtocol.Binary, 1000)]
    [InlineData(ThriftProtocol.Binary, 1)]
    public async Task What_Flumes_client_sends_becomes_its_events_and_has_the_bytes_of_Flumes_answer(ThriftProtocol protocol, int piece)
    {
        var channels = new CollectingChannels();
        await using var source = await RunningSource.StartAsync(channels, RunningSource.Options(protocol));
        await using var stream = await source.ConnectAsync();
        foreach (var bytes in Captured(protocol, "request").Chunk(piece))
            await stream.WriteAsync(bytes, Token);
        var answer = new byte[Captured(protocol, "response").Length];
        await stream.ReadExactlyAsync(answer, Token);
        Assert.Equal(Captured(protocol, "response"), answer);
        Assert.Equal(Expected, channels.Events.All);
        Assert.Equal(2, channels.Puts);
    }

    [Theory]
    [InlineData(ThriftProtocol.Compact)]
    [InlineData(ThriftProtocol.Binary)]
    public async Task Our_calls_have_the_bytes_of_Flumes_and_its_answers_are_understood(ThriftProtocol protocol)
    {
        using var wire = new Recording(Captured(protocol, "response"));
        await using var connection = new ThriftConnection(wire, protocol);
        await connection.SendEventAsync(new KeptEvents(Expected), 0, Token);
        await connection.SendBatchAsync(new KeptEvents(Expected[1..]), Token);
        Assert.Equal(Captured(protocol, "request"), wire.Written.ToArray());
        Assert.Equal((ThriftStatus.Ok, null), await connection.ReceiveAsync(Token));
        Assert.Equal((ThriftStatus.Ok, null), await connection.ReceiveAsync(Token));
    }

    private static byte[] Captured(ThriftProtocol protocol, string direction) => File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "Golden", $"flume-client-{(protocol == ThriftProtocol.Compact ? "compact" : "binary")}.{direction}"));

    private sealed class Recording(byte[] answers) : MemoryStream(answers)
    {
        public MemoryStream Written { get; } = new();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Written.WriteAsync(buffer, cancellationToken);
    }

    private readonly struct KeptEvents(KeptEvent[] events) : IFlumeEvents
    {
        public int Count => events.Length;

        public ReadOnlySpan<KeyValuePair<string, string>> HeadersOf(int index) => events[index].Headers.AsSpan();

        public ReadOnlyMemory<byte> BodyOf(int index) => events[index].Body;
    }
}
