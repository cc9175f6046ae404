using System.Buffers.Binary;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Wire.Tests;

public sealed class FrameBufferTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Messages_come_out_whole_however_they_are_cut_into_buffers_and_receives(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var messages = Enumerable.Range(0, random.Next(1, 6)).Select(_ => RandomBytes(random, random.Next(3) == 0 ? 5000 : 60)).ToList();
            var wire = messages.SelectMany((message, serial) => Frame(serial, message, random)).ToArray();
            Assert.Equal(messages, Read(wire, random));
        }
    }

    [Fact]
    public void What_was_read_stays_where_it_is_while_gaps_are_closed()
    {
        var frames = new FrameBuffer(1000);
        frames.MoveTo(new byte[100]);
        Receive(frames, [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 2, 4, 5]);
        Assert.True(frames.TryBegin());
        Assert.True(frames.TryExtend());
        var read = frames.Unread[..2];
        frames.Consume(2);
        Assert.True(frames.TryExtend());
        Assert.Equal([3, 4, 5], frames.Unread.ToArray());
        Assert.Equal([1, 2], read.ToArray());
        Assert.True(frames.IsWhole);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void A_number_of_buffers_that_cannot_be_is_refused(int count)
    {
        var frames = new FrameBuffer(1000);
        frames.MoveTo(new byte[100]);
        var header = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), count);
        Receive(frames, header);
        Assert.Throws<WireFormatException>(() => frames.TryBegin());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1001)]
    public void A_length_that_cannot_be_is_refused(int length)
    {
        var frames = new FrameBuffer(1000);
        frames.MoveTo(new byte[100]);
        var header = new byte[12];
        header[7] = 1;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), length);
        Receive(frames, header);
        Assert.True(frames.TryBegin());
        Assert.Throws<WireFormatException>(() => frames.TryExtend());
    }

    [Fact]
    public void Buffers_that_are_too_much_together_are_refused()
    {
        var frames = new FrameBuffer(5);
        frames.MoveTo(new byte[100]);
        Receive(frames, [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 0, 0, 0, 3]);
        Assert.True(frames.TryBegin());
        Assert.True(frames.TryExtend());
        Assert.Throws<WireFormatException>(() => frames.TryExtend());
    }

    private static List<byte[]> Read(byte[] wire, Random random)
    {
        var frames = new FrameBuffer(1_000_000);
        var messages = new List<byte[]>();
        var message = new List<byte>();
        var (sent, isBegun) = (0, false);
        while (true)
        {
            if (!isBegun && !(isBegun = frames.TryBegin()) || !Step())
            {
                if (sent == wire.Length)
                    return messages;
                Receive();
            }
        }

        bool Step()
        {
            var isExtended = frames.TryExtend();
            var taken = frames.IsWhole ? frames.Unread.Length : random.Next(frames.Unread.Length + 1);
            message.AddRange(frames.Unread[..taken].ToArray());
            frames.Consume(taken);
            if (!frames.IsWhole)
                return isExtended;
            Assert.Equal(messages.Count, frames.Serial);
            messages.Add([.. message]);
            message.Clear();
            frames.End();
            isBegun = false;
            return true;
        }

        void Receive()
        {
            if (frames.Free.IsEmpty)
                frames.MoveTo(new byte[frames.Held + random.Next(1, 400)]);
            var count = Math.Min(random.Next(1, 1 + random.Next(1, 500)), Math.Min(frames.Free.Length, wire.Length - sent));
            wire.AsSpan(sent, count).CopyTo(frames.Free.Span);
            frames.Received(count);
            sent += count;
        }
    }

    private static IEnumerable<byte> Frame(int serial, byte[] message, Random random)
    {
        var buffers = new List<byte[]>();
        for (var start = 0; start < message.Length || buffers.Count == 0;)
        {
            var length = Math.Min(message.Length - start, random.Next(random.Next(2) == 0 ? 8 : 3000));
            buffers.Add(message[start..(start + length)]);
            start += length;
        }
        return [.. Int(serial), .. Int(buffers.Count), .. buffers.SelectMany(buffer => (byte[])[.. Int(buffer.Length), .. buffer])];
    }

    private static byte[] Int(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] RandomBytes(Random random, int most)
    {
        var bytes = new byte[random.Next(most)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void Receive(FrameBuffer frames, byte[] bytes)
    {
        bytes.CopyTo(frames.Free);
        frames.Received(bytes.Length);
    }
}
