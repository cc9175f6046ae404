using FlumePlug.Sdk;
using static FlumePlug.Sdk.CounterNames;

namespace FlumePlug.Core.Pipeline;

/// <summary>The counters of Flume's SourceCounter, kept by the channel processor.</summary>
internal sealed class SourceCounters(ComponentCounters counters)
{
    public Counter Received { get; } = counters[EventReceivedCount];
    public Counter Accepted { get; } = counters[EventAcceptedCount];
    public Counter AppendReceived { get; } = counters[AppendReceivedCount];
    public Counter AppendAccepted { get; } = counters[AppendAcceptedCount];
    public Counter BatchReceived { get; } = counters[AppendBatchReceivedCount];
    public Counter BatchAccepted { get; } = counters[AppendBatchAcceptedCount];
    public Counter OpenConnections { get; } = counters[OpenConnectionCount];
    public Counter ReadFail { get; } = counters[EventReadFail];
    public Counter WriteFail { get; } = counters[ChannelWriteFail];
    public Counter ProcessingFail { get; } = counters[GenericProcessingFail];
    public Counter Rejected { get; } = counters[EventRejectedCount];
    public Counter Dropped { get; } = counters[EventDroppedCount];
    public Counter OptionalDropped { get; } = counters[OptionalDroppedCount];
    public Counter PossibleDuplicates { get; } = counters[PossibleDuplicateCount];
}

/// <summary>The counters of Flume's ChannelCounter, kept by the channel processor and the sink's turns.</summary>
internal sealed class ChannelCounters(ComponentCounters counters)
{
    public ComponentCounters All { get; } = counters;
    public Counter Size { get; } = counters[ChannelSize];
    public Counter Capacity { get; } = counters[ChannelCapacity];
    public Counter PutAttempts { get; } = counters[EventPutAttemptCount];
    public Counter Puts { get; } = counters[EventPutSuccessCount];
    public Counter TakeAttempts { get; } = counters[EventTakeAttemptCount];
    public Counter Takes { get; } = counters[EventTakeSuccessCount];
}

/// <summary>The counters of Flume's SinkCounter, kept by the sink's turns.</summary>
internal sealed class SinkCounters(ComponentCounters counters)
{
    public Counter Created { get; } = counters[ConnectionCreatedCount];
    public Counter Closed { get; } = counters[ConnectionClosedCount];
    public Counter Failed { get; } = counters[ConnectionFailedCount];
    public Counter Empty { get; } = counters[BatchEmptyCount];
    public Counter Underflow { get; } = counters[BatchUnderflowCount];
    public Counter Complete { get; } = counters[BatchCompleteCount];
    public Counter DrainAttempts { get; } = counters[EventDrainAttemptCount];
    public Counter Drained { get; } = counters[EventDrainSuccessCount];
    public Counter WriteFail { get; } = counters[EventWriteFail];
    public Counter ReadFail { get; } = counters[ChannelReadFail];
}
