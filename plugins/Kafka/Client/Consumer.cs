using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using FlumePlug.Kafka.Native;
using FlumePlug.Kafka.Settings;
using FlumePlug.Sdk;
using Microsoft.Extensions.Logging;

namespace FlumePlug.Kafka.Client;

/// <summary>
/// A member of a consumer group on a thread of its own: it reads, is given partitions and gives them back, and commits what its reader
/// has done with.
/// </summary>
internal sealed unsafe class Consumer : IDisposable
{
    private const int PollMilliseconds = 100;
    private const int MostAtOnce = 4096;

    private static readonly TimeSpan LastCommitLimit = TimeSpan.FromSeconds(5);

    private readonly NativeClient _client;
    private readonly ComponentContext _context;
    private readonly IRecordReader _reader;
    private readonly nint _queue;
    private readonly Dictionary<(nint Topic, int Number), Partition> _byHandle = [];
    private readonly Dictionary<(string Topic, int Number), Partition> _assigned = [];
    private readonly GroupCommits _commits;
    private readonly ReadRecord[] _records = new ReadRecord[MostAtOnce];
    private readonly Thread _thread;
    private GCHandle _self;
    private volatile bool _stopping;
    private (nint Topic, int Number, Partition? Partition) _last;

    /// <summary>Joins the group and begins to read.</summary>
    public Consumer(ClientSettings settings, IReadOnlyList<string> topics, IRecordReader reader, ComponentContext context)
    {
        (_context, _reader) = (context, reader);
        _self = GCHandle.Alloc(this);
        try
        {
            _client = new NativeClient(settings, context, events: 0, conf =>
            {
                Librdkafka.rd_kafka_conf_set_opaque(conf, GCHandle.ToIntPtr(_self));
                Librdkafka.rd_kafka_conf_set_rebalance_cb(conf, &Rebalance);
            });
        }
        catch
        {
            _self.Free();
            throw;
        }
        _queue = Librdkafka.rd_kafka_queue_get_consumer(_client.Handle);
        _commits = new GroupCommits(_client, context);
        Subscribe(topics);
        _thread = new Thread(Run) { IsBackground = true, Name = $"kafka-{context.Name}" };
        _thread.Start();
    }

    /// <summary>Gives the partitions back, commits, and leaves the group.</summary>
    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        _thread.Join();
        _commits.Dispose();
        Librdkafka.rd_kafka_queue_destroy(_queue);
        _client.Dispose();
        _self.Free();
    }

    private void Subscribe(IReadOnlyList<string> topics)
    {
        var list = Librdkafka.rd_kafka_topic_partition_list_new(topics.Count);
        foreach (var topic in topics)
            Librdkafka.rd_kafka_topic_partition_list_add(list, topic, Librdkafka.AnyPartition);
        var code = Librdkafka.rd_kafka_subscribe(_client.Handle, list);
        Librdkafka.rd_kafka_topic_partition_list_destroy(list);
        if (code != KafkaCode.None)
            throw new ConfigurationException($"{string.Join(", ", topics)} cannot be subscribed: {code.Text()}.");
    }

    private void Run()
    {
        var messages = (NativeMessage**)NativeMemory.Alloc(MostAtOnce, (nuint)sizeof(NativeMessage*));
        var wait = TimeSpan.FromMilliseconds(PollMilliseconds);
        try
        {
            while (!_stopping)
            {
                ServeMain();
                if (_reader.Room(wait) is > 0 and var room)
                    Read(messages, Math.Min(room, MostAtOnce));
                _commits.Commit(_assigned.Values);
            }
            TakeAway([.. _assigned.Values], isLost: false);
            Librdkafka.rd_kafka_consumer_close(_client.Handle);
            ServeMain();
        }
        finally
        {
            NativeMemory.Free(messages);
        }
    }

    private void ServeMain()
    {
        while (Librdkafka.rd_kafka_queue_poll(_client.Main, 0) is not 0 and var polled)
        {
            _client.Report(polled);
            Librdkafka.rd_kafka_event_destroy(polled);
        }
    }

    // Waits for the first record only: what is there is a batch.
    private void Read(NativeMessage** messages, int room)
    {
        var count = (int)Librdkafka.rd_kafka_consume_batch_queue(_queue, PollMilliseconds, messages, 1);
        if (count <= 0)
            return;
        if (room > 1)
            count += Math.Max(0, (int)Librdkafka.rd_kafka_consume_batch_queue(_queue, 0, messages + 1, (nuint)room - 1));
        try
        {
            var records = 0;
            for (var i = 0; i < count; i++)
                if (Find(messages[i]) is { } partition && IsRecord(partition, messages[i]))
                    _records[records++] = new(partition, messages[i]);
            _reader.Read(_records.AsSpan(0, records));
        }
        finally
        {
            for (var i = 0; i < count; i++)
                Librdkafka.rd_kafka_message_destroy(messages[i]);
        }
    }

    // Null: it was taken away while its record waited here.
    private Partition? Find(NativeMessage* message)
    {
        if (message->Topic == _last.Topic && message->Partition == _last.Number && message->Topic != 0)
            return _last.Partition;
        if (message->Topic == 0)
        {
            Complain(message);
            return null;
        }
        if (!_byHandle.TryGetValue((message->Topic, message->Partition), out var partition))
        {
            if (!_assigned.TryGetValue((NativeClient.Text(Librdkafka.rd_kafka_topic_name(message->Topic)), message->Partition), out partition))
            {
                if (message->Error != KafkaCode.None)
                    Complain(message);
                return null;
            }
            _byHandle[(message->Topic, message->Partition)] = partition;
        }
        _last = (message->Topic, message->Partition, partition);
        return partition;
    }

    private bool IsRecord(Partition partition, NativeMessage* message)
    {
        if (message->Error == KafkaCode.None)
        {
            (partition.IsAtEnd, partition.Read) = (false, message->Offset + 1);
            return true;
        }
        if (message->Error == KafkaCode.PartitionEnd)
            (partition.IsAtEnd, partition.Read) = (true, message->Offset);
        else
            Complain(message);
        return false;
    }

    private void Complain(NativeMessage* message) =>
        _context.Problems.Report("Kafka: " + (message->ValueLength > 0 ? NativeClient.Text((nint)message->Value) : message->Error.Text()),
            level: LogLevel.Warning);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Rebalance(nint client, KafkaCode code, PartitionList* partitions, nint opaque) =>
        ((Consumer)GCHandle.FromIntPtr(opaque).Target!).Rebalance(code, partitions);

    private void Rebalance(KafkaCode code, PartitionList* partitions)
    {
        var isCooperative = NativeClient.Text(Librdkafka.rd_kafka_rebalance_protocol(_client.Handle)) == "COOPERATIVE";
        try
        {
            if (code == KafkaCode.AssignPartitions)
                Assign(partitions);
            else
                Revoke(partitions, Librdkafka.rd_kafka_assignment_lost(_client.Handle) != 0);
        }
        catch (Exception failure)
        {
            // An exception must not pass through librdkafka.
            _context.Problems.Report("Kafka: a rebalance failed.", failure);
        }
        var isGiven = code == KafkaCode.AssignPartitions;
        if (!isCooperative)
            Librdkafka.rd_kafka_assign(_client.Handle, isGiven ? partitions : null);
        else if ((isGiven ? Librdkafka.rd_kafka_incremental_assign(_client.Handle, partitions)
            : Librdkafka.rd_kafka_incremental_unassign(_client.Handle, partitions)) is not 0 and var error)
            Librdkafka.rd_kafka_error_destroy(error);
    }

    private void Assign(PartitionList* partitions)
    {
        var given = new List<Partition>();
        foreach (ref readonly var one in partitions->Partitions)
            given.Add(new Partition(NativeClient.Text(one.Topic), one.Partition));
        foreach (var partition in given)
            _assigned[(partition.Topic, partition.Number)] = partition;
        ForgetHandles();
        _reader.Rebalance(given, [], isLost: false);
        _context.Logger.LogInformation("Kafka: partitions assigned: {Partitions}", Names(partitions));
    }

    private void Revoke(PartitionList* partitions, bool isLost)
    {
        var revoked = new List<Partition>();
        foreach (ref readonly var taken in partitions->Partitions)
            if (_assigned.TryGetValue((NativeClient.Text(taken.Topic), taken.Partition), out var partition))
                revoked.Add(partition);
        TakeAway(revoked, isLost);
        _context.Logger.LogInformation("Kafka: partitions {How}: {Partitions}", isLost ? "lost" : "revoked", Names(partitions));
    }

    private void TakeAway(List<Partition> taken, bool isLost)
    {
        _reader.Rebalance([], taken, isLost);
        if (!isLost)
            _commits.CommitNow(taken, LastCommitLimit);
        foreach (var partition in taken)
        {
            partition.IsGone = true;
            _assigned.Remove((partition.Topic, partition.Number));
        }
        ForgetHandles();
    }

    private void ForgetHandles()
    {
        _byHandle.Clear();
        _last = default;
    }

    private static string Names(PartitionList* partitions)
    {
        var names = new List<string>();
        foreach (ref readonly var one in partitions->Partitions)
            names.Add($"{NativeClient.Text(one.Topic)}-{one.Partition}");
        return string.Join(", ", names);
    }
}
