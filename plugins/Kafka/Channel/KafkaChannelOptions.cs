using System.ComponentModel.DataAnnotations;
using FlumePlug.Kafka.Records;
using FlumePlug.Kafka.Settings;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka;

/// <summary>What a <see cref="KafkaChannel"/> can be told.</summary>
public sealed class KafkaChannelOptions : IOptionRules
{
    /// <summary>The brokers.</summary>
    [Option("kafka.bootstrap.servers", Aliases = ["brokerList"], Required = true, Summary = "Brokers to begin with: host:port, separated by commas.")]
    [Place]
    public string Servers { get; init; } = null!;

    /// <summary>The topic.</summary>
    [Option("kafka.topic", Aliases = ["topic"], Default = "flume-channel", Summary = "Topic that holds the events.")]
    [Place]
    public string Topic { get; init; } = null!;

    /// <summary>The group.</summary>
    [Option("kafka.consumer.group.id", Aliases = ["groupId"], Default = "flume", Summary = "Consumer group; agents with the same one share the events.")]
    [Place]
    public string Group { get; init; } = null!;

    /// <summary>Whether records are whole events.</summary>
    [Option("parseAsFlumeEvent", Default = true, Summary = "Records are whole events (Avro, Flume's AvroFlumeEvent); false: bodies, and the key as header key.")]
    public bool ParseAsFlumeEvent { get; init; }

    /// <summary>How long a take waits for records that are under way.</summary>
    [Option("kafka.pollTimeout", Aliases = ["pollTimeout"], Default = 500L, Unit = "ms",
        Summary = "How long a take waits for records that the topic is known to have; it does not wait where there are none.")]
    [Range(0, int.MaxValue)]
    public long PollTimeout { get; init; }

    /// <summary>The header that names the partition.</summary>
    [Option("partitionIdHeader", Summary = "Header that holds the partition's number; unset: the key chooses, as in Kafka's Java client.")]
    public string? PartitionIdHeader { get; init; }

    /// <summary>The partition of events without that header.</summary>
    [Option("defaultPartitionId", Summary = "Partition of events without partitionIdHeader.")]
    [Range(0, int.MaxValue)]
    public int? DefaultPartitionId { get; init; }

    /// <summary>Ours: whether puts are Kafka transactions.</summary>
    [Option("transactional", Default = false,
        Summary = "Put in Kafka transactions: a put is stored whole or not at all, as takes see it. FlumePlug's own, not in Flume.")]
    public bool Transactional { get; init; }

    /// <summary>Properties of Kafka's producer.</summary>
    [Option("kafka.producer.", Summary = "Properties of Kafka's producer under their Java names, see the page Kafka.")]
    public IReadOnlyDictionary<string, string> Producer { get; init; } = null!;

    /// <summary>Properties of Kafka's consumer.</summary>
    [Option("kafka.consumer.", Summary = "Properties of Kafka's consumer under their Java names, see the page Kafka; auto.offset.reset is earliest by default.")]
    public IReadOnlyDictionary<string, string> Consumer { get; init; } = null!;

    /// <summary>Flume's old name of auto.offset.reset.</summary>
    [Option("readSmallestOffset", Summary = "Old form of kafka.consumer.auto.offset.reset: true is earliest, false latest.")]
    public bool? ReadSmallestOffset { get; init; }

    /// <summary>Of Kafka before 0.9.</summary>
    [Option("zookeeperConnect", Aliases = ["migrateZookeeperOffsets"], Summary = "Of Kafka before 0.9, whose offsets no broker of today has: ignored.")]
    public string? ZookeeperConnect { get; init; }

    /// <summary>Every property of the consumer, however it was given.</summary>
    internal IReadOnlyDictionary<string, string> ConsumerProperties()
    {
        var properties = new Dictionary<string, string>(Consumer);
        properties.TryAdd("auto.offset.reset", ReadSmallestOffset == false ? "latest" : "earliest");
        return properties;
    }

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check()
    {
        if (!TopicName.IsLegal(Topic))
            yield return new("kafka.topic", $"'{Topic}' is no name of a topic: up to 249 letters, digits, '.', '_' and '-'");
        foreach (var error in ClientSettings.Check(ClientSide.Producer, Producer).Concat(ClientSettings.Check(ClientSide.Consumer, Consumer)))
            yield return error;
    }
}
