using System.ComponentModel.DataAnnotations;
using FlumePlug.Kafka.Records;
using FlumePlug.Kafka.Settings;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka;

/// <summary>What a <see cref="KafkaSource"/> can be told.</summary>
public sealed class KafkaSourceOptions : PollingOptions, IOptionRules
{
    /// <summary>The brokers.</summary>
    [Option("kafka.bootstrap.servers", Summary = "Brokers to begin with: host:port, separated by commas.")]
    public string? Servers { get; init; }

    /// <summary>The group.</summary>
    [Option("kafka.consumer.group.id", Aliases = ["groupId"], Default = "flume", Summary = "Consumer group; its members share the partitions.")]
    public string Group { get; init; } = null!;

    /// <summary>The topics.</summary>
    [Option("kafka.topics", Aliases = ["topic"], Separator = ",", Summary = "Topics, separated by commas.")]
    public IReadOnlyList<string> Topics { get; init; } = null!;

    /// <summary>A pattern of topics.</summary>
    [Option("kafka.topics.regex", Summary = "Regular expression that whole names of topics match; wins over kafka.topics.")]
    public string? TopicsRegex { get; init; }

    /// <summary>The most events of a put.</summary>
    [Option("batchSize", Default = 1000, Unit = "events", Summary = "Most events of one put into the channels.")]
    [BatchSize]
    [Range(1, int.MaxValue)]
    public int BatchSize { get; init; }

    /// <summary>Without meaning: what has arrived is a batch.</summary>
    [Option("batchDurationMillis", Default = 1000, Unit = "ms", Summary = "Accepted for Flume's sake: what has arrived is put at once, never waited with.")]
    public int BatchDurationMillis { get; init; }

    /// <summary>Whether values are whole events.</summary>
    [Option("useFlumeEventFormat", Default = false, Summary = "Values are whole events (Avro, Flume's AvroFlumeEvent) instead of bodies.")]
    public bool UseFlumeEventFormat { get; init; }

    /// <summary>Whether the topic becomes a header.</summary>
    [Option("setTopicHeader", Default = true, Summary = "Set the topic as a header of the event.")]
    public bool SetTopicHeader { get; init; }

    /// <summary>The header of the topic.</summary>
    [Option("topicHeader", Default = "topic", Summary = "Name of the header with the topic.")]
    public string TopicHeader { get; init; } = null!;

    /// <summary>Headers of the record that become the event's.</summary>
    [Option("header.", Summary = "header.EVENT_HEADER = RECORD_HEADER: headers of the record that become headers of the event.")]
    public IReadOnlyDictionary<string, string> RecordHeaders { get; init; } = null!;

    /// <summary>Properties of Kafka's consumer.</summary>
    [Option("kafka.consumer.", Summary = "Properties of Kafka's consumer under their Java names, see the page Kafka.")]
    public IReadOnlyDictionary<string, string> Consumer { get; init; } = null!;

    /// <summary>In Flume's guide, and not read by its code.</summary>
    [Option("timestampHeader", Summary = "Accepted for Flume's sake, whose code does not read it: the header is always timestamp.")]
    public string? TimestampHeader { get; init; }

    /// <summary>Of Kafka before 0.9.</summary>
    [Option("zookeeperConnect", Aliases = ["migrateZookeeperOffsets"], Summary = "Of Kafka before 0.9, whose offsets no broker of today has: ignored.")]
    public string? ZookeeperConnect { get; init; }

    /// <summary>What to subscribe.</summary>
    internal IReadOnlyList<string> Subscription => TopicsRegex is null ? [.. Topics.Select(topic => topic.Trim())] : [TopicPattern.Of(TopicsRegex)];

    /// <inheritdoc/>
    public IEnumerable<OptionError> Check()
    {
        if (string.IsNullOrWhiteSpace(Servers))
            yield return new("kafka.bootstrap.servers", "Bootstrap Servers must be specified"
                + (ZookeeperConnect is null ? "" : ": brokers of today are not found through zookeeperConnect"));
        if (TopicsRegex is null && (Topics is null or [] || Topics.All(string.IsNullOrWhiteSpace)))
            yield return new("kafka.topics", "At least one Kafka topic must be specified.");
        if (TopicsRegex is { } regex && TopicPattern.FaultOf(regex) is { } fault)
            yield return new("kafka.topics.regex", fault);
        foreach (var error in ClientSettings.Check(ClientSide.Consumer, Consumer))
            yield return error;
    }
}
