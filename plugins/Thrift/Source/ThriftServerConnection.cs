using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Thrift;

/// <summary>
/// One client: receives a frame, puts its events, answers, and goes on. Back-pressure lies in that order: nothing is received while
/// events wait for room. Bodies stay where they were received.
/// </summary>
internal sealed class ThriftServerConnection(
    Stream stream, IChannelProcessor channels, ThriftSourceOptions options, ProblemLog problems, CancellationToken puts) : IDisposable
{
    private const int LengthBytes = 4;
    private const int SmallBlock = 4 * 1024;
    private const int FullBlock = 64 * 1024;
    private const int SendAt = 16 * 1024;

    private readonly CallReader _calls = new(options.Protocol);
    private readonly ArrayBufferWriter<byte> _answers = new(256);
    private EventBatch _batch = EventBatch.Create();
    private Memory<byte> _memory;
    private int _start;
    private int _filled;

    private int Held => _filled - _start;

    /// <summary>Serves the client until it leaves or the token is cancelled.</summary>
    /// <exception cref="WireFormatException">It does not speak Thrift.</exception>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (TryFrame(out var frame))
            {
                await AnswerAsync(frame);
                if (_answers.WrittenCount >= SendAt)
                    await FlushAsync(cancellationToken);
            }
            // Who waits for answers has sent nothing behind them.
            await FlushAsync(cancellationToken);
            if (!await ReceiveAsync(cancellationToken))
                return;
        }
    }

    public void Dispose() => _batch.Dispose();

    private bool TryFrame(out ReadOnlyMemory<byte> frame)
    {
        frame = default;
        if (Held < LengthBytes)
            return false;
        var length = BinaryPrimitives.ReadInt32BigEndian(_memory.Span[_start..]);
        if (length <= 0 || length > options.MaxMessageSize)
            throw new WireFormatException(length <= 0 ? $"A frame of {length} bytes: this is not framed Thrift."
                : $"A frame of {length} bytes is above the limit of {options.MaxMessageSize} (max-message-size), or this is not framed Thrift.");
        if (Held - LengthBytes < length)
            return false;
        frame = _memory.Slice(_start + LengthBytes, length);
        _start += LengthBytes + length;
        return true;
    }

    private async ValueTask AnswerAsync(ReadOnlyMemory<byte> frame)
    {
        var call = _calls.Read(frame, _batch);
        var status = ThriftStatus.Ok;
        if (call.Error is null && _batch.Count > 0)
        {
            try
            {
                await channels.PutAsync(_batch, puts);
            }
            catch (Exception refused) when (!puts.IsCancellationRequested)
            {
                problems.Report($"Thrift source: {call.Message.Name} was refused by a channel.", refused);
                status = refused is ChannelException ? ThriftStatus.Failed : ThriftStatus.Error;
            }
        }
        if (_batch.Count > 0)
            StartBatch(isForMore: Held > 0);
        if (call.Message.Type == ThriftMessageType.OneWay)
            return;
        Write(call, status);
    }

    private void Write(ThriftCall call, ThriftStatus status)
    {
        var at = _answers.WrittenCount;
        _answers.GetSpan(LengthBytes);
        _answers.Advance(LengthBytes);
        var writer = new ThriftWriter(_answers, options.Protocol);
        if (call.Error is { } error)
            writer.WriteError(call.Message, error.Number, error.Text);
        else
            writer.WriteStatus(call.Message, status);
        var length = MemoryMarshal.AsMemory(_answers.WrittenMemory).Span[at..];
        BinaryPrimitives.WriteInt32BigEndian(length, _answers.WrittenCount - at - LengthBytes);
    }

    // What was received behind the events goes on in memory of the next batch.
    private void StartBatch(bool isForMore)
    {
        var put = _batch;
        _batch = EventBatch.Create();
        var held = _memory[_start.._filled];
        var memory = isForMore ? _batch.Rent(SizeFor()) : Memory<byte>.Empty;
        held.CopyTo(memory);
        (_memory, _start, _filled) = (memory, 0, held.Length);
        put.Dispose();
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_answers.WrittenCount == 0)
            return;
        await stream.WriteAsync(_answers.WrittenMemory, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        _answers.ResetWrittenCount();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_filled == _memory.Length)
            StartBatch(isForMore: true);
        var received = await stream.ReadAsync(_memory[_filled..], cancellationToken);
        _filled += received;
        return received > 0;
    }

    // A frame larger than a block gets at most four times what is there of it: no more is held than was sent.
    private int SizeFor()
    {
        if (Held < LengthBytes)
            return _memory.Length < SmallBlock ? SmallBlock : FullBlock;
        var frame = LengthBytes + (long)BinaryPrimitives.ReadInt32BigEndian(_memory.Span[_start..]);
        return (int)Math.Max(FullBlock, Math.Min(Math.Min(4L * Held, Array.MaxLength), Math.Max(frame, 2L * Held)));
    }
}
