using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Netcat;

/// <summary>
/// One client: receives what has arrived, puts its lines, answers them, and receives again. Back-pressure lies in that order:
/// nothing is received while lines wait for room, or answers for the client.
/// </summary>
internal sealed class NetcatConnection(
    Socket socket, NetcatOptions options, ComponentContext context, AnswerText text, IChannelProcessor channels, CancellationToken puts)
    : IDisposable
{
    // A client that never pauses gives way to the others after so many batches.
    private const int BatchesPerTurn = 8;
    private const int RawBytes = 8 * 1024;

    // How long a refused client may take to read why.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly ReceiveBlock _block = new();
    private readonly LineAnswers _answers = new(socket, text, options.AckEveryEvent, context.Problems);
    private readonly CharsetDecoder? _decoder = options.Encoding.IsUtf8 ? null : options.Encoding.CreateDecoder(replaceMalformed: false);
    private ReplyPoll _poll;
    private bool _isAtEnd;
    private bool _isMalformed;

    /// <summary>Serves the client until it leaves, sends what cannot be a line, or the token is cancelled.</summary>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        socket.Blocking = false;
        socket.NoDelay = true;
        if (options.MaxLineLength <= 0)
        {
            await RefuseAsync(LineProblem.TooLong, cancellationToken);
            return;
        }
        for (var turn = 1; !cancellationToken.IsCancellationRequested; turn++)
        {
            // Waited for here and not in a method of its own, which with many connections would cost an object at each wait.
            // Few bytes are waited for where they will lie; a large block is not held meanwhile, and a receive of nothing
            // returns when there is something.
            while ((_block.IsSmall || !TryReceive()) && !PollForReply())
            {
                var isSmall = _block.IsSmall;
                if (!isSmall)
                    _block.Shrink();
                var receiving = socket.ReceiveAsync(isSmall ? _block.GetMemory() : Memory<byte>.Empty, SocketFlags.None, cancellationToken);
                if (!receiving.IsCompleted)
                    turn = 0;
                var received = await receiving;
                _poll.Waited();
                if (!isSmall)
                    continue;
                Take(received);
                break;
            }
            if (_isAtEnd)
                return;
            var problem = LineSplitter.Split(_block, options.MaxLineLength, _decoder is not null, out var end);
            if (end > 0)
                await PutAsync(end, cancellationToken);
            else
                _block.NothingFound();
            if (_isMalformed || problem != LineProblem.None)
            {
                await RefuseAsync(problem, cancellationToken);
                return;
            }
            if (turn < BatchesPerTurn)
                continue;
            turn = 0;
            await Task.Yield();
        }
    }

    public void Dispose() => _block.Dispose();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PutAsync(int end, CancellationToken cancellationToken)
    {
        _poll.Answered(_block.Batch.Count);
        _block.Seal();
        await channels.PutEachAsync(_block.Batch, _answers, puts);
        _block.KeepFrom(end);
        var flushed = _answers.FlushAsync(cancellationToken);
        if (!flushed.IsCompleted)
            _block.Shrink();
        await flushed;
    }

    private bool PollForReply()
    {
        if (!_poll.TryBegin())
            return false;
        try
        {
            while (_poll.GoOn())
                if (TryReceive())
                    return true;
            return false;
        }
        finally
        {
            ReplyPoll.End();
        }
    }

    // False: nothing has arrived.
    private bool TryReceive()
    {
        var raw = _decoder is null ? _block.GetSpan() : stackalloc byte[RawBytes];
        var received = socket.Receive(raw, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock)
            return false;
        if (_decoder is not null)
            Decode(raw[..received]);
        Take(error == SocketError.Success ? received : 0);
        return true;
    }

    private void Take(int received)
    {
        _isAtEnd = received == 0;
        if (_decoder is null)
            _block.Received(received);
    }

    private void Decode(ReadOnlySpan<byte> raw)
    {
        try
        {
            _decoder!.Decode(raw, end: false, _block);
        }
        catch (DecoderFallbackException)
        {
            _isMalformed = true;
        }
    }

    private async ValueTask RefuseAsync(LineProblem problem, CancellationToken cancellationToken)
    {
        context.Counters[CounterNames.EventReadFail].Increment();
        if (problem == LineProblem.TooLong)
        {
            context.Problems.Report("Client sent event exceeding the maximum length.", level: LogLevel.Warning);
            _answers.Refuse($"Event exceeds the maximum length ({options.MaxLineLength} chars, including newline)", 1);
        }
        else
        {
            context.Problems.Report(
                $"A client sent bytes that are not {options.Encoding}; its connection was closed. Check encoding.", level: LogLevel.Warning);
        }
        await _answers.FlushAsync(cancellationToken);
        await LingerAsync(cancellationToken);
    }

    // Closing with input unread would reset the connection and take the last answers with it.
    private async ValueTask LingerAsync(CancellationToken cancellationToken)
    {
        _block.Dispose();
        socket.Shutdown(SocketShutdown.Send);
        using var enough = new CancellationTokenSource(Linger, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellationToken);
        var discarded = ArrayPool<byte>.Shared.Rent(RawBytes);
        try
        {
            while (await socket.ReceiveAsync(discarded, SocketFlags.None, either.Token) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(discarded);
        }
    }
}
