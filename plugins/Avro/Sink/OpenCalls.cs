using System.Runtime.CompilerServices;
using FlumePlug.Client;
using FlumePlug.Sdk;
using FlumePlug.Wire.Avro.Ipc;

namespace FlumePlug.Avro;

/// <summary>The calls of a connection, which Flume's server answers in any order.</summary>
internal sealed class OpenCalls : RpcCalls
{
    private readonly AvroConnection _connection;
    private readonly FlumeEventWriter _writer;
    private readonly FlumeStatusReader _statuses;
    private readonly List<Call> _calls = [];
    private int _answered;

    public OpenCalls(AvroConnection connection, FlumeEventWriter writer)
    {
        (_connection, _writer) = (connection, writer);
        _statuses = new FlumeStatusReader(connection.ServerProtocol);
    }

    private enum Outcome
    {
        Open,
        Stored,
        Refused,
    }

    public override bool IsStored(int call) => call < _calls.Count && _calls[call].Outcome == Outcome.Stored;

    public override void Clear()
    {
        _calls.Clear();
        _answered = 0;
    }

    // Where the server keeps no order, after the answers of those before.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask SendAsync(EventBatch batch, CancellationToken cancellationToken)
    {
        if (!_connection.KeepsOrder)
            await AwaitAnswersAsync(cancellationToken);
        var serial = _connection.NextSerial();
        _calls.Add(new(serial, Outcome.Open));
        await _writer.SendBatchAsync(new BatchEvents(batch), serial, cancellationToken);
    }

    public override async ValueTask AwaitAnswersAsync(CancellationToken cancellationToken)
    {
        string? refusal = null;
        while (_answered < _calls.Count)
        {
            var reply = await _connection.ReceiveAsync(cancellationToken);
            var index = _calls.FindIndex(call => call.Serial == reply.Serial);
            if (index < 0 || _calls[index].Outcome != Outcome.Open)
                continue;
            var status = reply.Error is null ? _statuses.Read(reply.Payload.Span) : FlumeStatus.Failed;
            _calls[index] = _calls[index] with { Outcome = status == FlumeStatus.Ok ? Outcome.Stored : Outcome.Refused };
            _answered++;
            if (status != FlumeStatus.Ok)
                refusal ??= reply.Error ?? $"Avro RPC call returned Status: {status.ToString().ToUpperInvariant()}";
        }
        if (refusal is not null)
            throw new EventDeliveryException(refusal);
    }

    public override ValueTask DisposeAsync() => _connection.DisposeAsync();

    private readonly record struct Call(int Serial, Outcome Outcome);
}
