using System.Diagnostics;
using FlumePlug.Kafka.Native;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Kafka.Client;

/// <summary>
/// Commits the offsets of a group's member, one commit at a time and ten a second at most: a killed agent reads again what came
/// since the last. Used by the consumer's thread alone.
/// </summary>
internal sealed unsafe class GroupCommits(NativeClient client, ComponentContext context) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly nint _answers = Librdkafka.rd_kafka_queue_new(client.Handle);
    private readonly List<(Partition Partition, long Offset)> _underWay = [];
    private readonly Counter _timer = context.Counters["KafkaCommitTimer"];
    private long _began;

    /// <summary>Begins a commit if there is something new and none is under way.</summary>
    public void Commit(IEnumerable<Partition> partitions)
    {
        Serve(TimeSpan.Zero);
        if (_underWay.Count == 0 && Stopwatch.GetElapsedTime(_began) >= Interval)
            Begin(partitions);
    }

    /// <summary>Commits and waits for the answer, at most so long.</summary>
    public void CommitNow(IEnumerable<Partition> partitions, TimeSpan limit)
    {
        Serve(limit);
        _underWay.Clear();
        Begin(partitions);
        Serve(limit);
        _underWay.Clear();
    }

    public void Dispose() => Librdkafka.rd_kafka_queue_destroy(_answers);

    private void Begin(IEnumerable<Partition> partitions)
    {
        foreach (var partition in partitions)
            if (partition.Done is var done && done > partition.Committed)
                _underWay.Add((partition, done));
        if (_underWay.Count == 0)
            return;
        _began = Stopwatch.GetTimestamp();
        var list = Librdkafka.rd_kafka_topic_partition_list_new(_underWay.Count);
        foreach (var (partition, offset) in _underWay)
            Librdkafka.rd_kafka_topic_partition_list_add(list, partition.Topic, partition.Number)->Offset = offset;
        var code = Librdkafka.rd_kafka_commit_queue(client.Handle, list, _answers, 0, 0);
        Librdkafka.rd_kafka_topic_partition_list_destroy(list);
        if (code != KafkaCode.None)
            End(code);
    }

    private void Serve(TimeSpan wait)
    {
        while (_underWay.Count > 0 && Librdkafka.rd_kafka_queue_poll(_answers, (int)wait.TotalMilliseconds) is not 0 and var polled)
        {
            if (Librdkafka.rd_kafka_event_type(polled) == Librdkafka.EventOffsetCommit)
                End(Librdkafka.rd_kafka_event_error(polled));
            Librdkafka.rd_kafka_event_destroy(polled);
        }
    }

    // After a failure the offsets are still more than what is committed, and the next commit has them again.
    private void End(KafkaCode code)
    {
        _timer.Add((long)Stopwatch.GetElapsedTime(_began).TotalMilliseconds);
        foreach (var (partition, offset) in _underWay)
            if (code is KafkaCode.None)
                partition.Committed = Math.Max(partition.Committed, offset);
        _underWay.Clear();
        if (code is not (KafkaCode.None or KafkaCode.NoOffset))
            context.Problems.Report($"Kafka: offsets are not committed yet: {code.Text()}.", level: LogLevel.Warning);
    }
}
