using System.Globalization;
using System.Text;
using FlumePlug.Kafka.Client;
using FlumePlug.Kafka.Native;
using FlumePlug.Kafka.Records;
using FlumePlug.Sdk;
using FlumePlug.Wire;

namespace FlumePlug.Kafka;

/// <summary>Makes an event of each record: body, and headers in Flume's order of precedence. Used by the consumer's thread alone.</summary>
internal sealed unsafe class SourceRecords(KafkaSourceOptions options, ComponentContext context)
{
    private readonly (string Name, string RecordName)[] _recordHeaders = [.. options.RecordHeaders.Select(header => (header.Key, header.Value))];
    private readonly FlumeRecordReader _flumeRecords = new();
    private readonly Counter _readFails = context.Counters[CounterNames.EventReadFail];
    // Headers that records in a row share; only the offset is each one's own.
    private Partition? _partition;
    private long _timestamp;
    private Headers _shared = Headers.Empty;

    /// <summary>Adds the event of a record; one that is none is counted and left out, as in Flume.</summary>
    public void Add(EventBatch batch, in ReadRecord record)
    {
        int type;
        var timestamp = Librdkafka.rd_kafka_message_timestamp(record.Message, &type);
        if (!options.UseFlumeEventFormat)
        {
            batch.AddCopy(WithRecord(Shared(record.Partition, timestamp), record), record.Value);
            return;
        }
        try
        {
            var read = _flumeRecords.Read(record.Value);
            batch.AddCopy(WithRecord(Over(read.Headers, record.Partition, timestamp), record), read.Body);
        }
        catch (WireFormatException malformed)
        {
            _readFails.Increment();
            context.Problems.Report(
                $"KafkaSource EXCEPTION, a record of {record.Partition.Topic}-{record.Partition.Number} is no AvroFlumeEvent and is left out:", malformed);
        }
    }

    private Headers Shared(Partition partition, long timestamp)
    {
        if (ReferenceEquals(partition, _partition) && timestamp == _timestamp)
            return _shared;
        (_partition, _timestamp) = (partition, timestamp);
        return _shared = Over(Headers.Empty, partition, timestamp);
    }

    // What the event has already stays.
    private Headers Over(Headers headers, Partition partition, long timestamp)
    {
        headers = IfAbsent(headers, "timestamp", timestamp);
        if (options.SetTopicHeader && !headers.Contains(options.TopicHeader))
            headers = headers.With(options.TopicHeader, partition.Topic);
        return IfAbsent(headers, "partition", partition.Number);
    }

    private static Headers IfAbsent(Headers headers, string name, long value) =>
        headers.Contains(name) ? headers : headers.With(name, value.ToString(CultureInfo.InvariantCulture));

    private Headers WithRecord(Headers headers, in ReadRecord record)
    {
        headers = IfAbsent(headers, "offset", record.Message->Offset);
        if (record.Key is { } key)
            headers = headers.With("key", key);
        return _recordHeaders.Length == 0 ? headers : WithHeaders(headers, record.Message);
    }

    // Of several headers of one name the last counts.
    private Headers WithHeaders(Headers headers, NativeMessage* message)
    {
        nint all;
        if (Librdkafka.rd_kafka_message_headers(message, &all) != KafkaCode.None)
            return headers;
        nint name;
        byte* value;
        nuint size;
        for (nuint i = 0; Librdkafka.rd_kafka_header_get_all(all, i, &name, &value, &size) == KafkaCode.None; i++)
            foreach (var (target, recordName) in _recordHeaders)
                if (value is not null && NativeClient.Text(name) == recordName)
                    headers = headers.With(target, Encoding.UTF8.GetString(value, (int)size));
        return headers;
    }
}
