using System.Runtime.CompilerServices;
using FlumePlug.Sdk;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Avro;

/// <summary>
/// One client: receives what has arrived, puts its events, answers, and receives again. Back-pressure lies in that order:
/// nothing is received while events wait for room, or answers for the client.
/// </summary>
internal sealed class AvroServerConnection : IPutAnswers, IDisposable
{
    private const int SmallBlock = 4 * 1024;
    private const int FullBlock = 64 * 1024;

    private readonly Stream _stream;
    private readonly IChannelProcessor _channels;
    private readonly ProblemLog _problems;
    private readonly CancellationToken _puts;
    private readonly FrameBuffer _frames;
    private readonly ReplyBuffer _replies;
    private readonly RequestReader _requests;
    private EventBatch _batch = EventBatch.Create();
    private int _blockSize = SmallBlock;
    private int _answered;

    public AvroServerConnection(
        Stream stream, IChannelProcessor channels, KnownProtocols<ClientProtocol> clients, ProblemLog problems, int mostBytes, CancellationToken puts)
    {
        (_stream, _channels, _problems, _puts) = (stream, channels, problems, puts);
        _frames = new FrameBuffer(mostBytes);
        _replies = new ReplyBuffer(stream);
        _requests = new RequestReader(_frames, clients, _replies, mostBytes);
    }

    /// <summary>Serves the client until it leaves or the token is cancelled.</summary>
    /// <exception cref="FormatException">It does not speak Avro RPC.</exception>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (_requests.Read(_batch))
            {
                case RequestStep.PutBatch:
                    await PutBatchAsync(cancellationToken);
                    break;
                case RequestStep.PutAppends:
                    await PutAppendsAsync(cancellationToken);
                    break;
                case RequestStep.NeedsBytes:
                    if (_requests.Appends.Count > 0)
                        await PutAppendsAsync(cancellationToken);
                    await _replies.FlushAsync(cancellationToken);
                    if (!await ReceiveAsync(cancellationToken))
                        return;
                    break;
            }
            if (_replies.IsLarge)
                await _replies.FlushAsync(cancellationToken);
        }
    }

    /// <summary>As in Flume an append that no channel took is FAILED, whatever the reason.</summary>
    public ValueTask AnswerAsync(int count, ChannelException? refused, CancellationToken cancellationToken)
    {
        if (refused is not null)
            _problems.Report("Avro source: Unable to process event. Exception follows.", refused);
        for (; count > 0; count--)
        {
            var call = _requests.Appends[_answered++];
            _replies.AddStatus(call.Serial, refused is null ? FlumeStatus.Ok : FlumeStatus.Failed, call.Handshake);
        }
        return _replies.FlushAsync(cancellationToken);
    }

    public void Dispose() => _batch.Dispose();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PutBatchAsync(CancellationToken cancellationToken)
    {
        var status = FlumeStatus.Ok;
        try
        {
            await _channels.PutAsync(_batch, _puts);
        }
        catch (Exception refused) when (!_puts.IsCancellationRequested)
        {
            _problems.Report("Avro source: Unable to process event batch. Exception follows.", refused);
            status = FlumeStatus.Failed;
        }
        _replies.AddStatus(_requests.Batch.Serial, status, _requests.Batch.Handshake);
        StartBatch();
        // A client that waits for this answer has sent nothing behind it; one that does not is answered with the next ones.
        if (_frames.Held == 0)
            await _replies.FlushAsync(cancellationToken);
    }

    private async ValueTask PutAppendsAsync(CancellationToken cancellationToken)
    {
        _answered = 0;
        await _channels.PutEachAsync(_batch, this, _puts);
        _requests.AppendsDone();
        StartBatch();
        await _replies.FlushAsync(cancellationToken);
    }

    // What was received behind the events goes on in memory of the next batch.
    private void StartBatch()
    {
        var put = _batch;
        _batch = EventBatch.Create();
        _frames.MoveTo(_frames.Held == 0 ? Memory<byte>.Empty : _batch.Rent(SizeFor(_frames.Held)));
        put.Dispose();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_frames.Free.IsEmpty)
            _frames.MoveTo(_batch.Rent(SizeFor(_frames.Held)));
        var received = await _stream.ReadAsync(_frames.Free, cancellationToken);
        if (received == _frames.Free.Length)
            _blockSize = FullBlock;
        else if (received < SmallBlock / 2)
            _blockSize = SmallBlock;
        _frames.Received(received);
        return received > 0;
    }

    // A value larger than a block gets room for four times what is there of it: no more is held than was sent.
    private int SizeFor(int held) =>
        held < _blockSize / 2 ? _blockSize : Math.Max(FullBlock, (int)Math.Min(Array.MaxLength, Math.Min(4L * held, Math.Max(2L * held, _requests.Needed + (long)SmallBlock))));
}
