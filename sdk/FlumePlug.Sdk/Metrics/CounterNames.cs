namespace FlumePlug.Sdk;

/// <summary>The names of Flume's counters (its SourceCounter, ChannelCounter and SinkCounter) and of ours beside them.</summary>
public static class CounterNames
{
#pragma warning disable CS1591 // Each name is Flume's own and says what it counts.
    public const string EventReceivedCount = nameof(EventReceivedCount);
    public const string EventAcceptedCount = nameof(EventAcceptedCount);
    public const string AppendReceivedCount = nameof(AppendReceivedCount);
    public const string AppendAcceptedCount = nameof(AppendAcceptedCount);
    public const string AppendBatchReceivedCount = nameof(AppendBatchReceivedCount);
    public const string AppendBatchAcceptedCount = nameof(AppendBatchAcceptedCount);
    public const string OpenConnectionCount = nameof(OpenConnectionCount);
    public const string EventReadFail = nameof(EventReadFail);
    public const string ChannelWriteFail = nameof(ChannelWriteFail);
    public const string GenericProcessingFail = nameof(GenericProcessingFail);

    public const string ChannelSize = nameof(ChannelSize);
    public const string ChannelCapacity = nameof(ChannelCapacity);
    public const string EventPutAttemptCount = nameof(EventPutAttemptCount);
    public const string EventPutSuccessCount = nameof(EventPutSuccessCount);
    public const string EventTakeAttemptCount = nameof(EventTakeAttemptCount);
    public const string EventTakeSuccessCount = nameof(EventTakeSuccessCount);

    public const string ConnectionCreatedCount = nameof(ConnectionCreatedCount);
    public const string ConnectionClosedCount = nameof(ConnectionClosedCount);
    public const string ConnectionFailedCount = nameof(ConnectionFailedCount);
    public const string BatchEmptyCount = nameof(BatchEmptyCount);
    public const string BatchUnderflowCount = nameof(BatchUnderflowCount);
    public const string BatchCompleteCount = nameof(BatchCompleteCount);
    public const string EventDrainAttemptCount = nameof(EventDrainAttemptCount);
    public const string EventDrainSuccessCount = nameof(EventDrainSuccessCount);
    public const string EventWriteFail = nameof(EventWriteFail);
    public const string ChannelReadFail = nameof(ChannelReadFail);

    /// <summary>Ours: events of a source that a required channel or an interceptor refused.</summary>
    public const string EventRejectedCount = nameof(EventRejectedCount);

    /// <summary>Ours: events that interceptors, or a selector that chose no channel, dropped; accepted includes them.</summary>
    public const string EventDroppedCount = nameof(EventDroppedCount);

    /// <summary>Ours: events that an optional channel did not take.</summary>
    public const string OptionalDroppedCount = nameof(OptionalDroppedCount);

    /// <summary>Ours: events that may have been stored twice, because a commit failed after another had succeeded.</summary>
    public const string PossibleDuplicateCount = nameof(PossibleDuplicateCount);

    /// <summary>Ours: datagrams that the kernel had no room for.</summary>
    public const string KernelDropCount = nameof(KernelDropCount);

    /// <summary>Ours: events that a durable channel found waiting when it started.</summary>
    public const string EventRecoveredCount = nameof(EventRecoveredCount);
#pragma warning restore CS1591
}
