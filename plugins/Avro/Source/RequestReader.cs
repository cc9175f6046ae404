using FlumePlug.Sdk;
using FlumePlug.Wire;
using FlumePlug.Wire.Avro;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Avro;

/// <summary>What a <see cref="RequestReader"/> came to.</summary>
internal enum RequestStep
{
    /// <summary>Everything that has arrived is read.</summary>
    NeedsBytes,

    /// <summary>The appends gathered so far are to be put before more is read.</summary>
    PutAppends,

    /// <summary>An appendBatch is complete: it is to be put.</summary>
    PutBatch,
}

/// <summary>A call that waits for its answer.</summary>
/// <param name="Serial">Its number.</param>
/// <param name="Handshake">The answer to the handshake that came with it.</param>
internal readonly record struct PendingCall(int Serial, HandshakeResponse? Handshake);

/// <summary>
/// Reads the calls of one connection into a batch as their bytes arrive: appends that follow each other are gathered, a batch
/// stays one. What is no event is answered at once.
/// </summary>
internal sealed class RequestReader(FrameBuffer frames, KnownProtocols<ClientProtocol> clients, ReplyBuffer replies, int mostBytes)
{
    private const int MostAppends = 4096;
    private const int MostEvents = 1 << 20;
    private const int MostHeadBytes = 1 << 20;

    private readonly HeaderBlocks _headers = new();
    private readonly List<PendingCall> _appends = [];
    private State _state = State.Begin;
    private ClientProtocol? _client;
    private HandshakeResponse? _handshake;
    private RecordSchema? _foreign;
    private bool _isBatch;
    private long _eventsLeft;
    private int _needed = 1;

    private enum State
    {
        Begin,
        Handshake,
        Call,
        Append,
        Block,
        Events,
        Foreign,
        Rest,
    }

    /// <summary>The appends whose events are in the batch, in order.</summary>
    public IReadOnlyList<PendingCall> Appends => _appends;

    /// <summary>The appendBatch that is complete.</summary>
    public PendingCall Batch { get; private set; }

    /// <summary>How many bytes the value that is being read has at least; more than have arrived.</summary>
    public int Needed => _needed;

    /// <summary>The appends were put and answered.</summary>
    public void AppendsDone() => _appends.Clear();

    /// <summary>Reads as far as it can.</summary>
    /// <exception cref="WireFormatException">The client does not speak Avro RPC.</exception>
    public RequestStep Read(EventBatch batch)
    {
        while (true)
        {
            switch (_state)
            {
                case State.Begin:
                    if (!frames.TryBegin())
                        return RequestStep.NeedsBytes;
                    Enter(_client is null ? State.Handshake : State.Call);
                    break;
                case State.Rest:
                    if (!TrySkipRest())
                        return RequestStep.NeedsBytes;
                    _state = State.Begin;
                    if (!_isBatch)
                        break;
                    _isBatch = false;
                    return RequestStep.PutBatch;
                default:
                    if (!TryFill())
                        return RequestStep.NeedsBytes;
                    if (_state is State.Block or State.Append or State.Foreign && MustPutFirst())
                        return RequestStep.PutAppends;
                    if (!TryReadPart(batch))
                        WaitForMore();
                    break;
            }
        }
    }

    // Appends of other calls must not share a put with a batch, and not grow without end.
    private bool MustPutFirst() => _appends.Count > 0 && (_isBatch || _appends.Count >= MostAppends);

    private bool TryReadPart(EventBatch batch)
    {
        _needed = 0;
        var unread = frames.Unread;
        var reader = new AvroReader(unread.Span);
        var isRead = _state switch
        {
            State.Handshake => TryReadHandshake(ref reader),
            State.Call => TryReadCall(ref reader),
            State.Append => TryReadEvents(ref reader, unread, batch),
            State.Block => TryReadBlock(ref reader),
            State.Events => TryReadEvents(ref reader, unread, batch),
            _ => TryReadForeign(ref reader, batch),
        };
        if (isRead)
            frames.Consume(reader.Position);
        return isRead;
    }

    private bool TryReadHandshake(ref AvroReader reader)
    {
        if (HandshakeRequest.TryRead(ref reader, MostHeadBytes) is not { } request)
            return false;
        (_handshake, _client) = clients.Answer(request);
        if (_client is not null)
        {
            Enter(State.Call);
            return true;
        }
        replies.AddHandshake(frames.Serial, _handshake);
        _handshake = null;
        _state = State.Rest;
        return true;
    }

    private bool TryReadCall(ref AvroReader reader)
    {
        if (!reader.TrySkipMap(MostHeadBytes) || !reader.TryReadBytes(out var name, MostHeadBytes))
            return false;
        if (name.SequenceEqual("appendBatch"u8))
            EnterCall(_client!.AppendBatch, isBatch: true);
        else if (name.SequenceEqual("append"u8))
            EnterCall(_client!.Append, isBatch: false);
        else if (name.IsEmpty)
            Answered(() => replies.AddHandshake(frames.Serial, _handshake));
        else
            Refuse($"No such remote method: {System.Text.Encoding.UTF8.GetString(name)}");
        return true;
    }

    private void EnterCall(RecordSchema? foreign, bool isBatch)
    {
        (_foreign, _isBatch, _eventsLeft) = (foreign, isBatch, isBatch ? 0 : 1);
        Enter(foreign is not null ? State.Foreign : isBatch ? State.Block : State.Append);
    }

    private bool TryReadBlock(ref AvroReader reader)
    {
        if (!reader.TryReadBlockCount(out _eventsLeft))
            return false;
        if (_eventsLeft == 0)
            Ended();
        else
            Enter(State.Events);
        return true;
    }

    // The hot path: bodies stay where they were received.
    private bool TryReadEvents(ref AvroReader reader, ReadOnlyMemory<byte> unread, EventBatch batch)
    {
        var read = 0;
        while (_eventsLeft > 0)
        {
            if (!_headers.TryRead(ref reader, out var headers))
                break;
            if (!reader.TryReadBytes(out var body, mostBytes))
            {
                NeedBody(ref reader, read);
                frames.Consume(read);
                return false;
            }
            if (batch.Count >= MostEvents)
                throw new WireFormatException($"A call has more than {MostEvents} events.");
            batch.Add(headers, unread.Slice(reader.Position - body.Length, body.Length));
            read = reader.Position;
            _eventsLeft--;
        }
        if (_eventsLeft > 0)
        {
            frames.Consume(read);
            return false;
        }
        if (_isBatch)
            Enter(State.Block);
        else
            Ended();
        return true;
    }

    private void NeedBody(ref AvroReader reader, int read)
    {
        if (reader.TryReadLong(out var length))
            _needed = (int)Math.Min(int.MaxValue, reader.Position - read + length);
    }

    // A client with a protocol of its own: its call is read by its own schemas, and our fields are found by their names.
    private bool TryReadForeign(ref AvroReader reader, EventBatch batch)
    {
        if (!frames.IsWhole)
            return false;
        var parameters = (GenericRecord)GenericReader.Read(_foreign!, ref reader)!;
        if (ForeignEvents.Fault(parameters, _isBatch) is { } fault)
        {
            _isBatch = false;
            Refuse(fault);
            return true;
        }
        ForeignEvents.Add(parameters, batch);
        Ended();
        return true;
    }

    private void Ended()
    {
        var call = new PendingCall(frames.Serial, _handshake);
        _handshake = null;
        if (_isBatch)
            Batch = call;
        else
            _appends.Add(call);
        _state = State.Rest;
    }

    private void Refuse(string error) => Answered(() => replies.AddError(frames.Serial, error, _handshake));

    private void Answered(Action answer)
    {
        answer();
        _handshake = null;
        _state = State.Rest;
    }

    private void Enter(State state) => (_state, _needed) = (state, 1);

    // True: the bytes that are needed are there, or all that will come.
    private bool TryFill()
    {
        while (frames.Unread.Length < _needed && frames.TryExtend())
        {
        }
        if (frames.Unread.Length >= _needed || frames.IsWhole)
            return true;
        return _state is not (State.Handshake or State.Call) || frames.Unread.Length <= MostHeadBytes ? false
            : throw new WireFormatException($"A call whose head has more than {MostHeadBytes} bytes.");
    }

    // Not asked again for each byte that trickles in: what is to be read is read anew each time.
    private void WaitForMore()
    {
        if (frames.IsWhole)
            throw new WireFormatException("A call ends in the middle of a value.");
        if (_needed <= frames.Unread.Length)
            _needed = Math.Max(1, frames.Unread.Length * 2);
    }

    private bool TrySkipRest()
    {
        do
        {
            frames.End();
        }
        while (frames.TryExtend());
        return frames.IsWhole;
    }
}
