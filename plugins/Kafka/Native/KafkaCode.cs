namespace FlumePlug.Kafka.Native;

/// <summary>rd_kafka_resp_err_t: librdkafka's own codes are negative, the brokers' are Kafka's. Those that are told apart here.</summary>
internal enum KafkaCode
{
    None = 0,

    UnknownPartition = -190,
    UnknownTopic = -188,
    InvalidArgument = -186,
    QueueFull = -184,
    AssignPartitions = -175,
    PartitionEnd = -191,
    NoOffset = -168,
    PurgedQueue = -152,
    PurgedInFlight = -151,

    InvalidMessage = 2,
    UnknownTopicOrPartition = 3,
    MessageTooLarge = 10,
    InvalidTopic = 17,
    RecordListTooLarge = 18,
    TopicAuthorizationFailed = 29,
    InvalidTimestamp = 32,
    InvalidRecord = 87,
}

/// <summary>What is known of a code.</summary>
internal static class KafkaCodes
{
    /// <summary>librdkafka's words.</summary>
    public static string Text(this KafkaCode code) =>
        System.Runtime.InteropServices.Marshal.PtrToStringUTF8(Librdkafka.rd_kafka_err2str(code)) ?? code.ToString();

    /// <summary>Whether a record that was refused so is refused every time.</summary>
    public static bool IsOfTheRecord(this KafkaCode code) => code is KafkaCode.InvalidMessage or KafkaCode.MessageTooLarge
        or KafkaCode.InvalidTopic or KafkaCode.RecordListTooLarge or KafkaCode.InvalidTimestamp or KafkaCode.InvalidRecord
        or KafkaCode.InvalidArgument or KafkaCode.UnknownPartition;

    /// <summary>Whether the topic is not there, or not for us: final for a topic that an event named, to be waited for otherwise.</summary>
    public static bool IsOfTheTopic(this KafkaCode code) => code is KafkaCode.UnknownTopic or KafkaCode.UnknownTopicOrPartition
        or KafkaCode.TopicAuthorizationFailed;
}
