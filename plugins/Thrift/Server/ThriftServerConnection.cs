using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Thrift;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Thrift;

/// <summary>
/// One client: receives what has arrived, puts the events of a call, answers, and goes on. Back-pressure lies in that order: nothing
/// is received while events wait for room. Bodies stay where they were received.
/// </summary>
internal sealed class ThriftServerConnection(
    Stream stream, IChannelProcessor channels, IThriftService service, CallReader calls, ComponentContext context, CancellationToken puts) : IDisposable
{
    private const int LengthBytes = 4;
    private const int SmallBlock = 4 * 1024;
    private const int FullBlock = 64 * 1024;
    private const int SendAt = 16 * 1024;

    private readonly ArrayBufferWriter<byte> _answers = new(256);
    private EventBatch _batch = EventBatch.Create();
    private Memory<byte> _memory;
    private int _start;
    private int _filled;
    private int _blockSize = SmallBlock;

    private int Held => _filled - _start;

    /// <summary>Serves the client until it leaves or the token is cancelled.</summary>
    /// <exception cref="WireFormatException">It does not speak Thrift.</exception>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            while (TryReadCall())
            {
                await AnswerAsync();
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

    private bool TryReadCall()
    {
        var isRead = calls.TryRead(_memory[_start.._filled], _batch, out var consumed);
        _start += consumed;
        return isRead;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AnswerAsync()
    {
        var call = calls.Call;
        Exception? refused = null;
        if (call.Error is { } error)
        {
            context.Counters[CounterNames.EventReadFail].Increment();
            context.Problems.Report($"Thrift call {call.Message.Name} cannot be made: {error.Text}", level: LogLevel.Warning);
        }
        if (_batch.Count > 0)
        {
            try
            {
                await channels.PutAsync(_batch, puts);
            }
            catch (Exception failure) when (!puts.IsCancellationRequested)
            {
                context.Problems.Report($"Thrift call {call.Message.Name} was refused by a channel.", failure);
                refused = failure;
            }
            StartBatch();
        }
        if (call.Message.Type != ThriftMessageType.OneWay)
            Write(call, refused);
    }

    private void Write(in ThriftCall call, Exception? refused)
    {
        var at = _answers.WrittenCount;
        _answers.GetSpan(LengthBytes);
        _answers.Advance(LengthBytes);
        service.WriteAnswer(_answers, call, refused);
        BinaryPrimitives.WriteInt32BigEndian(MemoryMarshal.AsMemory(_answers.WrittenMemory).Span[at..], _answers.WrittenCount - at - LengthBytes);
    }

    // What was received behind the events goes on in memory of the next batch.
    private void StartBatch()
    {
        var put = _batch;
        _batch = EventBatch.Create();
        MoveTo(Held == 0 ? Memory<byte>.Empty : _batch.Rent(SizeFor()));
        put.Dispose();
    }

    private void MoveTo(Memory<byte> memory)
    {
        var held = _memory[_start.._filled];
        held.CopyTo(memory);
        (_memory, _start, _filled) = (memory, 0, held.Length);
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
            MoveTo(_batch.Rent(SizeFor()));
        var free = _memory[_filled..];
        var received = await stream.ReadAsync(free, cancellationToken);
        if (received == free.Length)
            _blockSize = FullBlock;
        else if (received < SmallBlock / 2)
            _blockSize = SmallBlock;
        _filled += received;
        return received > 0;
    }

    // A value larger than a block gets at most four times what is there of it: no more is held than was sent.
    private int SizeFor() =>
        Held < _blockSize / 2 ? _blockSize : (int)Math.Max(FullBlock, Math.Min(Math.Min(4L * Held, Array.MaxLength), Math.Max(calls.Needed + (long)SmallBlock, 2L * Held)));
}
