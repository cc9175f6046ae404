using System.Buffers;
using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Thrift;

namespace FlumePlug.Legacy;

/// <summary>
/// One client: receives what has arrived, puts its events one by one, and receives again. Appends are not answered; as in Flume one
/// that no channel takes is lost, and told.
/// </summary>
internal sealed class OldConnection(Stream stream, IChannelProcessor channels, ProblemLog problems, CancellationToken puts) : IPutAnswers, IDisposable
{
    private readonly ReceiveBlock _block = new();
    private readonly OldCalls _calls = new();
    private readonly ArrayBufferWriter<byte> _answers = new(64);

    /// <summary>Serves the client until it leaves or the token is cancelled.</summary>
    /// <exception cref="WireFormatException">It does not speak the protocol.</exception>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var position = ReadCalls();
            if (position > 0)
            {
                _block.Seal();
                await channels.PutEachAsync(_block.Batch, this, puts);
                _block.KeepFrom(position);
                await FlushAsync(cancellationToken);
                continue;
            }
            var received = await stream.ReadAsync(_block.GetMemory(), cancellationToken);
            if (received == 0)
                return;
            _block.Received(received);
        }
    }

    public ValueTask AnswerAsync(int count, ChannelException? refused, CancellationToken cancellationToken)
    {
        if (refused is not null)
            problems.Report("Failed to process event", refused);
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _block.Dispose();

    // What was right before something that is not is put first.
    private int ReadCalls()
    {
        var position = 0;
        try
        {
            while (position < _block.Text.Length && _calls.Read(_block.Text[position..], _block.Batch, out var length) is { } call)
            {
                position += length;
                Answer(call);
            }
        }
        catch (WireFormatException) when (position > 0)
        {
        }
        return position;
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_answers.WrittenCount == 0)
            return;
        await stream.WriteAsync(_answers.WrittenMemory, cancellationToken);
        _answers.ResetWrittenCount();
    }

    private void Answer(ThriftMessage call)
    {
        if (call.Type == ThriftMessageType.OneWay || call.Name == "append")
            return;
        var writer = new ThriftWriter(_answers, ThriftProtocol.Binary);
        if (call.Name != "close")
        {
            writer.WriteError(call, ThriftError.UnknownMethod, $"Invalid method name: '{call.Name}'");
            return;
        }
        writer.WriteMessage(call with { Type = ThriftMessageType.Reply });
        writer.WriteStop();
    }
}
