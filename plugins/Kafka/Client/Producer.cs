using System.Runtime.CompilerServices;
using FlumePlug.Kafka.Native;
using FlumePlug.Kafka.Settings;
using FlumePlug.Sdk;

namespace FlumePlug.Kafka.Client;

/// <summary>
/// Sends records and learns what became of them on a thread of its own. Records are copied when they are sent; nothing is allocated
/// per record.
/// </summary>
internal sealed unsafe class Producer : IDisposable
{
    private const int PollMilliseconds = 100;
    private const int MostTopics = 4096;
    private const int MessagesAtOnce = 1024;

    private readonly NativeClient _client;
    private readonly Thread _thread;
    private readonly Lock _slotLock = new();
    private readonly Dictionary<string, nint> _topics = [];
    private readonly Action<int, long>? _acknowledged;
    private Delivery?[] _slots = new Delivery?[16];
    private TaskCompletionSource? _room;
    private (string Name, nint Handle) _lastTopic;
    private volatile bool _stopping;

    /// <param name="settings">What the client is told.</param>
    /// <param name="context">The component's.</param>
    /// <param name="acknowledged">Told partition and offset of the acknowledged records, the last of each run.</param>
    public Producer(ClientSettings settings, ComponentContext context, Action<int, long>? acknowledged = null)
    {
        _acknowledged = acknowledged;
        _client = new NativeClient(settings, context, Librdkafka.EventDeliveries);
        _thread = new Thread(Poll) { IsBackground = true, Name = $"kafka-{context.Name}" };
        _thread.Start();
    }

    /// <summary>The rd_kafka_t, for transactions.</summary>
    public nint Handle => _client.Handle;

    /// <summary>What made the producer useless for good; null: it works.</summary>
    public string? FatalError => _client.FatalError();

    /// <summary>Begins a delivery; its sender closes it.</summary>
    public Delivery Begin(Delivery delivery)
    {
        delivery.Reset();
        lock (_slotLock)
        {
            var slot = Array.IndexOf(_slots, null);
            if (slot < 0)
                Array.Resize(ref _slots, (slot = _slots.Length) * 2);
            _slots[slot] = delivery;
            delivery.Slot = slot;
        }
        return delivery;
    }

    /// <summary>No more records come for a delivery.</summary>
    public void Close(Delivery delivery)
    {
        if (delivery.Settle(1))
            End(delivery);
    }

    /// <summary>
    /// Sends one record. One call at a time for a producer; <see cref="KafkaCode.QueueFull"/>: wait for <see cref="RoomAsync"/> and try
    /// again; any other failure is the record's own, which then is not part of the delivery.
    /// </summary>
    // Not cleared: the arguments take five kilobytes, of which few are used.
    [SkipLocalsInit]
    public KafkaCode Send(Delivery delivery, int index, in RecordView record)
    {
        fixed (byte* value = record.Value, key = record.Key)
        {
            // A null pointer is a null value, an empty one is not.
            byte nothing;
            var arguments = stackalloc ProduceArgument[7 + RecordView.MostHeaders];
            arguments[0] = ProduceArgument.Topic(TopicOf(record.Topic));
            arguments[1] = ProduceArgument.Value(value is null ? &nothing : value, record.Value.Length);
            arguments[2] = ProduceArgument.Opaque(((nint)delivery.Slot << 32) | (nint)(uint)index);
            arguments[3] = ProduceArgument.Flags(Librdkafka.CopyValue);
            var count = 4;
            if (record.Partition != Librdkafka.AnyPartition)
                arguments[count++] = ProduceArgument.Partition(record.Partition);
            if (record.HasKey)
                arguments[count++] = ProduceArgument.Key(key is null ? &nothing : key, record.Key.Length);
            if (record.Timestamp > 0)
                arguments[count++] = ProduceArgument.Timestamp(record.Timestamp);
            for (var i = 0; i < record.Headers.Length; i++)
                arguments[count++] = record.Headers[i];
            delivery.Add();
            var error = Librdkafka.rd_kafka_produceva(_client.Handle, arguments, (nuint)count);
            if (error == 0)
                return KafkaCode.None;
            var code = Librdkafka.rd_kafka_error_code(error);
            Librdkafka.rd_kafka_error_destroy(error);
            delivery.Settle(1);
            return code;
        }
    }

    /// <summary>Completes when some records are settled; to be asked for before the try that finds the queue full.</summary>
    public Task RoomAsync()
    {
        var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (Interlocked.CompareExchange(ref _room, room, null) ?? room).Task;
    }

    /// <summary>Forgets the records that are not acknowledged; their deliveries fail. Some may have arrived.</summary>
    public void Purge() => Librdkafka.rd_kafka_purge(_client.Handle, Librdkafka.PurgeQueue | Librdkafka.PurgeInFlight);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stopping)
            return;
        Purge();
        _stopping = true;
        _thread.Join();
        ForgetTopics();
        _client.Dispose();
    }

    private nint TopicOf(string name)
    {
        if (ReferenceEquals(name, _lastTopic.Name))
            return _lastTopic.Handle;
        if (!_topics.TryGetValue(name, out var handle))
        {
            if (_topics.Count >= MostTopics)
                ForgetTopics();
            handle = Librdkafka.rd_kafka_topic_new(_client.Handle, name, 0);
            _topics[name] = handle;
        }
        _lastTopic = (name, handle);
        return handle;
    }

    // What is on its way keeps its topic.
    private void ForgetTopics()
    {
        foreach (var handle in _topics.Values)
            Librdkafka.rd_kafka_topic_destroy(handle);
        _topics.Clear();
        _lastTopic = default;
    }

    private void Poll()
    {
        var messages = stackalloc NativeMessage*[MessagesAtOnce];
        while (true)
        {
            var stopping = _stopping;
            var polled = Librdkafka.rd_kafka_queue_poll(_client.Main, stopping ? 0 : PollMilliseconds);
            if (polled == 0)
            {
                if (!stopping)
                    continue;
                EndAll();
                return;
            }
            if (Librdkafka.rd_kafka_event_type(polled) == Librdkafka.EventDeliveries)
                Settle(polled, messages);
            else
                _client.Report(polled);
            Librdkafka.rd_kafka_event_destroy(polled);
            Interlocked.Exchange(ref _room, null)?.TrySetResult();
        }
    }

    private void Settle(nint polled, NativeMessage** messages)
    {
        while ((int)Librdkafka.rd_kafka_event_message_array(polled, messages, MessagesAtOnce) is > 0 and var count)
        {
            for (var first = 0; first < count;)
            {
                var slot = SlotOf(messages[first]);
                var delivery = _slots[slot]!;
                var next = first;
                for (; next < count && SlotOf(messages[next]) == slot; next++)
                    if (messages[next]->Error != KafkaCode.None)
                        delivery.Fail(new(unchecked((int)messages[next]->Opaque), messages[next]->Error));
                if (messages[next - 1]->Error == KafkaCode.None)
                    _acknowledged?.Invoke(messages[next - 1]->Partition, messages[next - 1]->Offset);
                if (delivery.Settle(next - first))
                    End(delivery);
                first = next;
            }
        }
    }

    private static int SlotOf(NativeMessage* message) => (int)(message->Opaque >> 32);

    // The slot first: once completed, the delivery may be used again.
    private void End(Delivery delivery)
    {
        lock (_slotLock)
            _slots[delivery.Slot] = null;
        delivery.Complete();
    }

    // What the purge did not settle in time will not be told any more.
    private void EndAll()
    {
        foreach (var delivery in _slots.OfType<Delivery>().ToArray())
        {
            delivery.Fail(new(0, KafkaCode.PurgedInFlight));
            End(delivery);
        }
    }
}
