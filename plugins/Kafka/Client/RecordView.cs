using FlumePlug.Kafka.Native;

namespace FlumePlug.Kafka.Client;

/// <summary>One record to send, valid while it is sent: topic, partition, key, value, time and headers.</summary>
internal readonly ref struct RecordView
{
    /// <summary>The most headers of a record; more are refused when the configuration is read.</summary>
    public const int MostHeaders = 64;

    public required string Topic { get; init; }

    /// <summary>The partition, or <see cref="Librdkafka.AnyPartition"/>.</summary>
    public int Partition { get; init; }

    public bool HasKey { get; init; }

    public ReadOnlySpan<byte> Key { get; init; }

    public ReadOnlySpan<byte> Value { get; init; }

    /// <summary>Milliseconds since 1970; 0: now.</summary>
    public long Timestamp { get; init; }

    /// <summary>Headers whose names and values stay where they are during the call.</summary>
    public ReadOnlySpan<ProduceArgument> Headers { get; init; }
}
