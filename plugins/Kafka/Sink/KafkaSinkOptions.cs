using System.ComponentModel.DataAnnotations;
using FlumePlug.Kafka.Client;
using FlumePlug.Kafka.Records;
using FlumePlug.Kafka.Settings;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka;

/// <summary>What a <see cref="KafkaSink"/> can be told.</summary>
public sealed class KafkaSinkOptions : IOptionRules
{
    /// <summary>The brokers.</summary>
    [Option("kafka.bootstrap.servers", Aliases = ["brokerList"], Required = true, Summary = "Brokers to begin with: host:port, separated by commas.")]
    public string Servers { get; init; } = null!;

    /// <summary>The topic.</summary>
    [Option("kafka.topic", Aliases = ["topic"], Default = "default-flume-topic",
        Summary = "Topic of events that name none; %{header} stands for the value of a header while allowTopicOverride is on.")]
    public string Topic { get; init; } = null!;

    /// <summary>The most events of one take.</summary>
    [Option("flumeBatchSize", Aliases = ["batchSize", "kafka.flumeBatchSize", "kafka.batchSize"], Default = 100, Unit = "events",
        Summary = "Most events of one transaction of the channel.")]
    [BatchSize]
    public int BatchSize { get; init; }

    /// <summary>Whether an event's header names the topic.</summary>
    [Option("allowTopicOverride", Default = true, Summary = "Whether an event's topicHeader, or else the headers in kafka.topic, choose the topic.")]
    public bool AllowTopicOverride { get; init; }

    /// <summary>The header that names the topic.</summary>
    [Option("topicHeader", Default = "topic", Summary = "Header that names the topic.")]
    public string TopicHeader { get; init; } = null!;

    /// <summary>The header that names the partition.</summary>
    [Option("partitionIdHeader", Summary = "Header that holds the partition's number; unset: the key chooses, as in Kafka's Java client.")]
    public string? PartitionIdHeader { get; init; }

    /// <summary>The partition of events without that header.</summary>
    [Option("defaultPartitionId", Summary = "Partition of events without partitionIdHeader.")]
    [Range(0, int.MaxValue)]
    public int? DefaultPartitionId { get; init; }

    /// <summary>The header that holds the record's time.</summary>
    [Option("timestampHeader", Summary = "Header that holds the record's time, in milliseconds since 1970.")]
    public string? TimestampHeader { get; init; }

    /// <summary>Whether the value is the whole event.</summary>
    [Option("useFlumeEventFormat", Default = false, Summary = "Write the whole event as the value (Avro, Flume's AvroFlumeEvent) instead of its body alone.")]
    public bool UseFlumeEventFormat { get; init; }

    /// <summary>Headers that become the record's.</summary>
    [Option("header.", Summary = "header.EVENT_HEADER = RECORD_HEADER: headers of the event that become headers of the record.")]
    public IReadOnlyDictionary<string, string> RecordHeaders { get; init; } = null!;

    /// <summary>Ours: whether takes are Kafka transactions.</summary>
    [Option("transactional", Default = false,
        Summary = "Write in Kafka transactions: a consumer that reads committed records never sees what was rolled back. FlumePlug's own, not in Flume.")]
    public bool Transactional { get; init; }

    /// <summary>Properties of Kafka's producer.</summary>
    [Option("kafka.producer.", Summary = "Properties of Kafka's producer under their Java names, see the page Kafka; acks is all by default.")]
    public IReadOnlyDictionary<string, string> Producer { get; init; } = null!;

    /// <summary>Flume's old name of acks.</summary>
    [Option("requiredAcks", Summary = "Old name of kafka.producer.acks.")]
    public string? RequiredAcks { get; init; }

    /// <summary>Without meaning.</summary>
    [Option("serializer.class", Aliases = ["key.serializer.class"], Summary = "Accepted for Flume's sake: records are bytes.")]
    public string? SerializerClass { get; init; }

    /// <summary>Every property of the producer, however it was given.</summary>
    internal IReadOnlyDictionary<string, string> ProducerProperties() =>
        RequiredAcks is null || Producer.ContainsKey("acks") ? Producer : new Dictionary<string, string>(Producer) { ["acks"] = RequiredAcks };

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check()
    {
        if (TopicName.FaultOf(AllowTopicOverride ? Topic : Topic.Replace('%', '?')) is { } fault)
            yield return new("kafka.topic", fault);
        if (RecordHeaders?.Count > RecordView.MostHeaders)
            yield return new("header.", $"a record has at most {RecordView.MostHeaders} headers here");
        foreach (var error in ClientSettings.Check(ClientSide.Producer, Producer))
            yield return error;
    }
}
