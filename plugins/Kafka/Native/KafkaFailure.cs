namespace FlumePlug.Kafka.Native;

/// <summary>What an rd_kafka_error_t says.</summary>
internal sealed record KafkaFailure(KafkaCode Code, string Text, bool IsRetriable)
{
    /// <summary>Reads the error and frees it; null: there was none.</summary>
    public static KafkaFailure? Take(nint error)
    {
        if (error == 0)
            return null;
        var failure = new KafkaFailure(Librdkafka.rd_kafka_error_code(error), NativeClient.Text(Librdkafka.rd_kafka_error_string(error)),
            Librdkafka.rd_kafka_error_is_retriable(error) != 0);
        Librdkafka.rd_kafka_error_destroy(error);
        return failure;
    }
}
