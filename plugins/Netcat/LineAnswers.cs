using System.Net.Sockets;
using System.Runtime.CompilerServices;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Netcat;

/// <summary>
/// Answers the lines of one connection in their order. What the client does not read waits here as a count, never holding up the
/// put; the connection reads no further until it has left.
/// </summary>
internal sealed class LineAnswers(Socket socket, AnswerText text, bool answerStored, ProblemLog problems) : IPutAnswers
{
    private readonly Queue<Waiting> _queue = new();
    private Waiting _next;
    private bool _markSent;
    private bool _isBroken;
    private string? _lastMessage;
    private Answer? _lastRefusal;

    /// <inheritdoc/>
    public ValueTask AnswerAsync(int count, ChannelException? refused, CancellationToken cancellationToken)
    {
        if (refused is not null)
        {
            problems.Report("Error processing event.", refused, LogLevel.Warning);
            Refuse(refused.Message, count);
        }
        else if (answerStored)
        {
            Enqueue(text.Stored, count);
            TrySend();
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>Answers that lines were refused.</summary>
    public void Refuse(string message, int count)
    {
        if (_lastRefusal is null || message != _lastMessage)
            (_lastMessage, _lastRefusal) = (message, text.Refused(message));
        Enqueue(_lastRefusal, count);
        TrySend();
    }

    /// <summary>Returns when every answer has left, or cannot: a client that is gone is found out by the next receive.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) =>
        TrySend() ? ValueTask.CompletedTask : WaitAndSendAsync(cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitAndSendAsync(CancellationToken cancellationToken)
    {
        do
        {
            try
            {
                _next.Left -= await socket.SendAsync(_next.Bytes, SocketFlags.None, cancellationToken);
            }
            catch (SocketException)
            {
                Break();
            }
        }
        while (!TrySend());
    }

    private void Enqueue(Answer answer, int count)
    {
        if (_isBroken)
            return;
        if (!_markSent)
        {
            _markSent = true;
            if (text.Mark.Length > 0)
                _next = new Waiting(new Answer(text.Mark, text.Mark.Length), text.Mark.Length);
        }
        var bytes = (long)count * answer.Length;
        if (_next.Left == 0)
            _next = new Waiting(answer, bytes);
        else if (_queue.Count == 0 && ReferenceEquals(_next.Answer, answer))
            _next.Left += bytes;
        else
            _queue.Enqueue(new Waiting(answer, bytes));
    }

    // False: the client's window is full.
    private bool TrySend()
    {
        while (_next.Left > 0 || _queue.TryDequeue(out _next))
        {
            var sent = socket.Send(_next.Bytes.Span, SocketFlags.None, out var error);
            _next.Left -= sent;
            if (error == SocketError.WouldBlock)
                return false;
            if (error != SocketError.Success)
                Break();
        }
        return true;
    }

    // Lines that a client sent before it left are stored all the same.
    private void Break()
    {
        _isBroken = true;
        _next = default;
        _queue.Clear();
    }

    private struct Waiting(Answer answer, long left)
    {
        public readonly Answer Answer = answer;

        /// <summary>Bytes still to be sent; they end where the answer's repetition ends, which gives where they start.</summary>
        public long Left = left;

        public readonly ReadOnlyMemory<byte> Bytes
        {
            get
            {
                var start = (int)((Answer.Length - (Left % Answer.Length)) % Answer.Length);
                return Answer.Block.AsMemory(start, (int)Math.Min(Left, Answer.Block.Length - start));
            }
        }
    }
}
