using System.Runtime.InteropServices;

namespace FlumePlug.Kafka.Native;

/// <summary>
/// The part of librdkafka's C interface (rdkafka.h) that the plugin calls, under its own names. Everything is polled from threads of
/// ours; the only callback is the rebalance's, which librdkafka makes inside a poll.
/// </summary>
internal static unsafe partial class Librdkafka
{
    public const string Name = "librdkafka";

    public const int Producer = 0;
    public const int Consumer = 1;

    public const int EventDeliveries = 0x1;
    public const int EventLog = 0x4;
    public const int EventError = 0x8;
    public const int EventOffsetCommit = 0x20;

    public const int CopyValue = 0x2;
    public const int AnyPartition = -1;
    public const int PurgeQueue = 0x1;
    public const int PurgeInFlight = 0x2;

    static Librdkafka() => NativeLibrary.SetDllImportResolver(typeof(Librdkafka).Assembly, LibraryFile.Resolve);

    [LibraryImport(Name)]
    public static partial int rd_kafka_version();

    [LibraryImport(Name)]
    public static partial nint rd_kafka_version_str();

    [LibraryImport(Name)]
    public static partial nint rd_kafka_err2str(KafkaCode code);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_conf_new();

    [LibraryImport(Name)]
    public static partial void rd_kafka_conf_destroy(nint conf);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rd_kafka_conf_set(nint conf, string name, string value, byte* error, nuint errorSize);

    [LibraryImport(Name)]
    public static partial void rd_kafka_conf_set_events(nint conf, int events);

    [LibraryImport(Name)]
    public static partial void rd_kafka_conf_set_opaque(nint conf, nint opaque);

    [LibraryImport(Name)]
    public static partial void rd_kafka_conf_set_rebalance_cb(nint conf, delegate* unmanaged[Cdecl]<nint, KafkaCode, PartitionList*, nint, void> callback);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_new(int type, nint conf, byte* error, nuint errorSize);

    [LibraryImport(Name)]
    public static partial void rd_kafka_destroy(nint client);

    [LibraryImport(Name)]
    public static partial KafkaCode rd_kafka_set_log_queue(nint client, nint queue);

    [LibraryImport(Name)]
    public static partial KafkaCode rd_kafka_fatal_error(nint client, byte* error, nuint errorSize);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_queue_new(nint client);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_queue_get_main(nint client);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_queue_get_consumer(nint client);

    [LibraryImport(Name)]
    public static partial void rd_kafka_queue_destroy(nint queue);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_queue_poll(nint queue, int milliseconds);

    [LibraryImport(Name)]
    public static partial int rd_kafka_event_type(nint polled);

    [LibraryImport(Name)]
    public static partial void rd_kafka_event_destroy(nint polled);

    [LibraryImport(Name)]
    public static partial KafkaCode rd_kafka_event_error(nint polled);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_event_error_string(nint polled);

    [LibraryImport(Name)]
    public static partial int rd_kafka_event_log(nint polled, nint* facility, nint* text, int* level);

    [LibraryImport(Name)]
    public static partial nuint rd_kafka_event_message_array(nint polled, NativeMessage** messages, nuint size);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_error_string(nint error);

    [LibraryImport(Name)]
    public static partial KafkaCode rd_kafka_error_code(nint error);

    [LibraryImport(Name)]
    public static partial int rd_kafka_error_is_retriable(nint error);

    [LibraryImport(Name)]
    public static partial void rd_kafka_error_destroy(nint error);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint rd_kafka_topic_new(nint client, string topic, nint conf);

    [LibraryImport(Name)]
    public static partial void rd_kafka_topic_destroy(nint topic);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_topic_name(nint topic);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_produceva(nint client, ProduceArgument* arguments, nuint count);

    [LibraryImport(Name)]
    public static partial KafkaCode rd_kafka_purge(nint client, int flags);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_init_transactions(nint client, int milliseconds);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_begin_transaction(nint client);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_commit_transaction(nint client, int milliseconds);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_abort_transaction(nint client, int milliseconds);

    [LibraryImport(Name)]
    public static partial KafkaCode rd_kafka_subscribe(nint client, PartitionList* topics);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_consume_batch_queue(nint queue, int milliseconds, NativeMessage** messages, nuint size);

    [LibraryImport(Name)]
    public static partial KafkaCode rd_kafka_consumer_close(nint client);

    [LibraryImport(Name)]
    public static partial void rd_kafka_message_destroy(NativeMessage* message);

    [LibraryImport(Name), SuppressGCTransition]
    public static partial long rd_kafka_message_timestamp(NativeMessage* message, int* type);

    [LibraryImport(Name)]
    public static partial KafkaCode rd_kafka_message_headers(NativeMessage* message, nint* headers);

    [LibraryImport(Name)]
    public static partial KafkaCode rd_kafka_header_get_all(nint headers, nuint index, nint* name, byte** value, nuint* size);

    [LibraryImport(Name)]
    public static partial PartitionList* rd_kafka_topic_partition_list_new(int size);

    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial NativePartition* rd_kafka_topic_partition_list_add(PartitionList* list, string topic, int partition);

    [LibraryImport(Name)]
    public static partial void rd_kafka_topic_partition_list_destroy(PartitionList* list);

    [LibraryImport(Name)]
    public static partial KafkaCode rd_kafka_assign(nint client, PartitionList* partitions);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_incremental_assign(nint client, PartitionList* partitions);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_incremental_unassign(nint client, PartitionList* partitions);

    [LibraryImport(Name)]
    public static partial nint rd_kafka_rebalance_protocol(nint client);

    [LibraryImport(Name)]
    public static partial int rd_kafka_assignment_lost(nint client);

    [LibraryImport(Name)]
    public static partial KafkaCode rd_kafka_commit_queue(nint client, PartitionList* offsets, nint queue, nint callback, nint opaque);
}
