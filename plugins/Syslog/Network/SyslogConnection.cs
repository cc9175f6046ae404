using FlumePlug.Sdk;
using FlumePlug.Syslog.Messages;

namespace FlumePlug.Syslog.Network;

/// <summary>
/// One client: receives what has arrived, puts its messages, and receives again. Back-pressure lies in that order: nothing is
/// received while messages wait for room.
/// </summary>
internal sealed class SyslogConnection(ConnectionInput input, StreamSettings settings, Headers extra, Func<EventBatch, ValueTask> put) : IDisposable
{
    // A client that never pauses gives way to the others after so many batches.
    private const int BatchesPerTurn = 8;

    private readonly ReceiveBlock _block = new();
    private Framer _framer = new(settings.Longest);

    /// <summary>Serves the client until it leaves or the token is cancelled; a last message without an end is dropped, as in Flume.</summary>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        for (var turn = 1; !cancellationToken.IsCancellationRequested; turn++)
        {
            if (_block.IsSmall || !input.TryReceive(_block, out var received))
            {
                var receiving = input.ReceiveAsync(_block, cancellationToken);
                if (!receiving.IsCompleted)
                    turn = 0;
                received = await receiving;
            }
            if (received == 0)
            {
                settings.Reports.Unfinished(_block.Text.Length);
                return;
            }
            var end = Split();
            if (end > 0)
            {
                _block.Seal(settings.RentsMore);
                await put(_block.Batch);
                _block.KeepFrom(end);
            }
            else
            {
                _block.NothingFound();
            }
            if (turn < BatchesPerTurn)
                continue;
            turn = 0;
            await Task.Yield();
        }
    }

    public void Dispose() => _block.Dispose();

    private int Split()
    {
        var memory = _block.Text;
        var text = memory.Span;
        var position = 0;
        var reader = settings.Readers.Take();
        reader.Begin(text);
        while (_framer.TryNext(text, ref position, out var frame))
            reader.Add(_block.Batch, memory.Slice(frame.Start, frame.Length), frame.IsCut, frame.IsCounted, extra);
        settings.Reports.Read(reader);
        settings.Readers.Return(reader);
        return position;
    }
}
