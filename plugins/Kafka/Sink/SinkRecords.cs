using System.Globalization;
using FlumePlug.Kafka.Client;
using FlumePlug.Kafka.Native;
using FlumePlug.Kafka.Records;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Kafka;

/// <summary>Which record the sink makes of an event: topic, partition and time by the sink's options.</summary>
internal sealed class SinkRecords(KafkaSinkOptions options, ComponentContext context)
{
    private readonly RecordEncoder _encoder =
        new(options.UseFlumeEventFormat, options.PartitionIdHeader, options.DefaultPartitionId, options.RecordHeaders);
    private readonly bool _isPattern = options.AllowTopicOverride && TopicName.IsPattern(options.Topic);
    // The name checked last: events in a row mostly have one topic.
    private string? _legal;

    /// <summary>Sends an event as a record; a refusal says why it can never be one.</summary>
    public (KafkaCode Code, string? Refusal) Send(Producer producer, SentTake take, int index)
    {
        ref readonly var sent = ref take.Batch![index];
        var topic = TopicOf(sent.Headers);
        if (!ReferenceEquals(topic, _legal))
        {
            if (!TopicName.IsLegal(topic))
                return (KafkaCode.None, $"'{topic}' is no name of a topic");
            _legal = topic;
        }
        if (!_encoder.TryGetPartition(sent.Headers, out var partition))
            return (KafkaCode.None, $"Non integer partition id specified: {options.PartitionIdHeader} = '{sent.Headers[options.PartitionIdHeader!]}'");
        return (producer.Send(take.Delivery, index, _encoder.Encode(sent, topic, partition, TimeOf(sent.Headers))), null);
    }

    /// <summary>The topic of an event.</summary>
    public string TopicOf(Headers headers) =>
        !options.AllowTopicOverride ? options.Topic
            : headers[options.TopicHeader] ?? (_isPattern ? TopicName.Expand(options.Topic, headers) : options.Topic);

    /// <summary>Whether an event itself chose its topic.</summary>
    public bool NamesTopic(Headers headers) => _isPattern || options.AllowTopicOverride && headers.Contains(options.TopicHeader);

    // Kafka takes no time before 1970; without one the record has the time at which it is sent.
    private long TimeOf(Headers headers)
    {
        if (options.TimestampHeader is not { } name || headers[name] is not { } text)
            return 0;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time) && time >= 0)
            return time;
        context.Problems.Report($"The value of header {name} is no time in milliseconds since 1970; the record gets the time now.", level: LogLevel.Warning);
        return 0;
    }
}
