using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Torture.Oracle;

/// <summary>The next hop of a thrift sink: notes every event of a call, then acknowledges it.</summary>
internal sealed class EventReceiver : IDisposable
{
    private readonly Ledger _ledger;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public EventReceiver(Ledger ledger)
    {
        _ledger = ledger;
        _listener.Start();
    }

    public EndPoint LocalEndpoint => _listener.LocalEndpoint;

    public async Task RunAsync(CancellationToken stopping)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.RemoveAll(one => one.IsCompleted);
                serving.Add(ServeAsync(await _listener.AcceptSocketAsync(stopping), stopping));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(Socket socket, CancellationToken stopping)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var (length, frame, answer) = (new byte[4], new byte[1 << 16], new ArrayBufferWriter<byte>());
        try
        {
            while (true)
            {
                await stream.ReadExactlyAsync(length, stopping);
                var size = BinaryPrimitives.ReadInt32BigEndian(length);
                if (frame.Length < size)
                    frame = new byte[size];
                await stream.ReadExactlyAsync(frame.AsMemory(0, size), stopping);
                var message = Read(frame.AsSpan(0, size));
                answer.ResetWrittenCount();
                new ThriftWriter(answer, ThriftProtocol.Compact).WriteStatus(message, ThriftStatus.Ok);
                BinaryPrimitives.WriteInt32BigEndian(length, answer.WrittenCount);
                await stream.WriteAsync((byte[])[.. length, .. answer.WrittenSpan], stopping);
            }
        }
        catch (Exception broken) when (broken is IOException or SocketException or OperationCanceledException)
        {
            // The agent is gone; a call that came in part was never one.
        }
    }

    private ThriftMessage Read(ReadOnlySpan<byte> frame)
    {
        var reader = new ThriftReader(frame, ThriftProtocol.Compact);
        var message = reader.ReadMessage();
        short id = 0;
        var count = reader.ReadField(ref id) == ThriftType.List ? reader.ReadList().Count : 1;
        for (; count > 0; count--)
        {
            short field = 0;
            while (reader.ReadField(ref field) is not ThriftType.Stop and var type)
                if (field == 2)
                    _ledger.Received(Encoding.UTF8.GetString(reader.ReadBinary()));
                else
                    reader.SkipField(type);
        }
        return message;
    }
}
