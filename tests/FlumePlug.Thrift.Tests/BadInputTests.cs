using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;
using FlumePlug.Thrift.Tests.Running;
using FlumePlug.Wire.Thrift;
using static FlumePlug.Sdk.Testing.TestEvents;

namespace FlumePlug.Thrift.Tests;

public sealed class BadInputTests : IAsyncLifetime
{
    private readonly CollectingChannels _channels = new();
    private RunningSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _source = await RunningSource.StartAsync(_channels, RunningSource.Options(most: 100_000));

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n", "above the limit")]
    [InlineData("\x16\x03\x01\x02\x00\x01\x00\x01", "above the limit")]
    [InlineData("\x80\x01\x00\x01\x00\x00\x00\x06", "not framed Thrift")]
    [InlineData("\x00\x00\x00\x00", "A frame of 0 bytes")]
    [InlineData("\x00\x00\x00\x04\x80\x01\x00\x01", "not Thrift's compact protocol")]
    [InlineData("\x00\x00\x00\x02\x82\x21", "in the middle of a value")]
    [InlineData("\x00\x00\x00\x05\x82\x41\x01\x01\x61", "is no call")]
    [InlineData("\x00\x00\x00\x0A\x82\x21\x01\xFF\xFF\xFF\xFF\x0F\x00\x00", "A call's name")]
    [InlineData("\x00\x00\x00\x15\x82\x21\x01\x0B" + "appendBatch" + "\x19\xFC\xFF\xFF\xFF\x0F", "does not fit into its message")]
    public async Task What_is_not_framed_Thrift_closes_its_connection_with_a_clear_word_and_no_other(string bytes, string reason)
    {
        await using var other = new ThriftSink(Sinks.Options(_source.Port), new TestComponentContext("k1", TimeProvider.System));
        await other.DeliverAsync(EventOf("before"));
        await using var stream = await _source.ConnectAsync();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), Token);
        Assert.True(await IsClosedAsync(stream));
        var warning = await _source.WarningAsync();
        Assert.Contains("does not speak Thrift as this source does (framed, protocol compact, ssl off)", warning.Text, StringComparison.Ordinal);
        Assert.Contains(reason, warning.Cause!.Message, StringComparison.Ordinal);
        await other.DeliverAsync(EventOf("after"));
        Assert.Equal(["before", "after"], _channels.Events.Texts);
    }

    [Fact]
    public async Task Deep_nesting_is_refused_without_a_deep_stack()
    {
        await using var stream = await _source.ConnectAsync();
        // Structs in structs, in a field that nobody knows.
        byte[] call = [0x82, 0x21, 1, 6, .. "append"u8, .. Enumerable.Repeat((byte)0x2C, 50_000)];
        await stream.WriteAsync(Frame(call), Token);
        Assert.True(await IsClosedAsync(stream));
        Assert.Contains("nested more than 64 deep", (await _source.WarningAsync()).Cause!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_call_and_an_event_without_a_body_are_answered_with_exceptions_and_the_connection_goes_on()
    {
        await using var stream = await _source.ConnectAsync();
        Assert.Equal((7, "Invalid method name: 'ping'"), await AskAsync(stream, writer =>
        {
            writer.WriteMessage(new("ping", ThriftMessageType.Call, 7));
            writer.WriteStop();
        }));
        Assert.Equal((8, "Required field 'body' was not present! Struct: ThriftFlumeEvent"), await AskAsync(stream, writer =>
        {
            writer.WriteCall(8, 2);
            WriteEvent(writer, hasBody: false);
            WriteEvent(writer, hasBody: true);
            writer.WriteStop();
        }));
        Assert.Equal((9, "Required argument was not present!"), await AskAsync(stream, writer =>
        {
            writer.WriteMessage(new("append", ThriftMessageType.Call, 9));
            writer.WriteStop();
        }));
        Assert.Empty(_channels.Events.All);
        Assert.Equal((10, null), await AskAsync(stream, writer =>
        {
            writer.WriteCall(10, 1);
            WriteEvent(writer, hasBody: true);
            writer.WriteStop();
        }));
        Assert.Equal([""], _channels.Events.Texts);
    }

    [Fact]
    public async Task A_batch_whose_connection_is_reset_in_its_middle_stores_nothing()
    {
        var call = Frame(Message(ThriftProtocol.Compact, writer =>
        {
            writer.WriteCall(1, 100);
            for (var i = 0; i < 100; i++)
                WriteEvent(writer, hasBody: true, ("name", $"{i}"));
            writer.WriteStop();
        }));
        await using (var stream = await _source.ConnectAsync())
        {
            await stream.WriteAsync(call.AsMemory(0, call.Length / 2), Token);
            stream.Socket.LingerState = new(true, 0);
        }
        await using var whole = await _source.ConnectAsync();
        await whole.WriteAsync(call, Token);
        await _channels.Events.WhenAsync(100, Token);
        Assert.Equal(1, _channels.Puts);
    }

    [Fact]
    public async Task An_empty_batch_is_answered_ok()
    {
        await using var stream = await _source.ConnectAsync();
        Assert.Equal((1, null), await AskAsync(stream, writer =>
        {
            writer.WriteCall(1, 0);
            writer.WriteStop();
        }));
        Assert.Equal(0, _channels.Puts);
    }

    [Theory]
    [InlineData(ThriftProtocol.Compact)]
    [InlineData(ThriftProtocol.Binary)]
    public void Calls_damaged_at_random_are_read_or_refused_and_nothing_else(ThriftProtocol protocol)
    {
        var call = Message(protocol, writer =>
        {
            writer.WriteCall(1, 3);
            for (var i = 0; i < 3; i++)
                WriteEvent(writer, hasBody: true, ("name", "value"), ("other", "käse"));
            writer.WriteStop();
        });
        var frame = Frame(call);
        var random = new Random(7);
        var rounds = Environment.GetEnvironmentVariable("LONG") == "1" ? 1_000_000 : 50_000;
        var service = new FlumeService(protocol);
        for (var round = 0; round < rounds; round++)
        {
            var damaged = frame.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            using var batch = EventBatch.Create();
            try
            {
                Feed(new CallReader(service, protocol, new(100_000, "most")), damaged, batch, random);
            }
            catch (Wire.WireFormatException)
            {
                // The one way to be refused.
            }
        }
    }

    [Theory]
    [InlineData(ThriftProtocol.Compact)]
    [InlineData(ThriftProtocol.Binary)]
    public void A_call_is_the_same_in_whatever_pieces_it_arrives(ThriftProtocol protocol)
    {
        var frame = Frame(Message(protocol, writer =>
        {
            writer.WriteCall(1, 20);
            for (var i = 0; i < 20; i++)
                WriteEvent(writer, hasBody: true, ("name", new string('x', i * i)), ("other", "käse"));
            writer.WriteField(ThriftType.I32, 9, 1);
            writer.WriteI32(-7);
            writer.WriteStop();
            // What stands behind the call is nobody's.
            writer.WriteString("more");
        }));
        for (var seed = 0; seed < 200; seed++)
        {
            using var batch = EventBatch.Create();
            var calls = new CallReader(new FlumeService(protocol), protocol, new(100_000, "most"));
            Assert.Equal(2, Feed(calls, [.. frame, .. frame], batch, new Random(seed)));
            Assert.Equal(40, batch.Count);
            Assert.Equal(19 * 19, batch[39].Headers["name"]!.Length);
            Assert.Null(calls.Call.Error);
        }
    }

    // In pieces of any size, from one byte on; how many calls were read.
    private static int Feed(CallReader calls, byte[] bytes, EventBatch batch, Random random)
    {
        var read = 0;
        var (start, end) = (0, 0);
        while (end < bytes.Length)
        {
            end = Math.Min(bytes.Length, end + random.Next(1, 40));
            bool isCall;
            do
            {
                isCall = calls.TryRead(bytes.AsMemory(start..end), batch, out var consumed);
                start += consumed;
                read += isCall ? 1 : 0;
            }
            while (isCall);
        }
        return read;
    }

    private static void WriteEvent(ThriftWriter writer, bool hasBody, params (string Name, string Value)[] headers)
    {
        writer.WriteHeadersOnly(headers);
        if (hasBody)
        {
            writer.WriteField(ThriftType.Binary, 2, 1);
            writer.WriteLength(0);
        }
        writer.WriteStop();
    }

    private static async Task<(int Sequence, string? Error)> AskAsync(Stream stream, Action<ThriftWriter> write)
    {
        await stream.WriteAsync(Frame(Message(ThriftProtocol.Compact, write)), Token);
        var length = new byte[4];
        await stream.ReadExactlyAsync(length, Token);
        var answer = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(answer, Token);
        var reader = new ThriftReader(answer, ThriftProtocol.Compact);
        var (sequence, status, error) = ThriftFlume.ReadReply(ref reader);
        Assert.Equal(error is null ? ThriftStatus.Ok : ThriftStatus.Unknown, status);
        return (sequence, error);
    }

    private static byte[] Message(ThriftProtocol protocol, Action<ThriftWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        write(new ThriftWriter(bytes, protocol));
        return bytes.WrittenSpan.ToArray();
    }

    private static byte[] Frame(byte[] message)
    {
        var frame = new byte[4 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, message.Length);
        message.CopyTo(frame, 4);
        return frame;
    }

    private static async Task<bool> IsClosedAsync(Stream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1], Token) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}

file static class Writing
{
    public static void WriteHeadersOnly(this ThriftWriter writer, (string Name, string Value)[] headers)
    {
        writer.WriteField(ThriftType.Map, 1, 0);
        writer.WriteMap(ThriftType.Binary, ThriftType.Binary, headers.Length);
        foreach (var (name, value) in headers)
        {
            writer.WriteString(name);
            writer.WriteString(value);
        }
    }
}
