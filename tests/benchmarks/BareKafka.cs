using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using FlumePlug.Kafka.Native;

namespace FlumePlug.Benchmarks;

/// <summary>
/// What the client costs by itself: loops in a process of their own that only produce, or consume and copy what came, with librdkafka as
/// the plugin sets it.
/// </summary>
internal static class BareKafka
{
    private const int BodySize = 500;
    private const int AtOnce = 1000;

    /// <summary>Records a second and processor seconds of a million, told by the other process.</summary>
    public static async Task<(double Rate, double ProcessorSeconds)> MeasureAsync(string what, string servers, string topic, TimeSpan warmUp, TimeSpan window)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!,
            ["bare-kafka", what, servers, topic, Text(warmUp.TotalSeconds), Text(window.TotalSeconds)])
        { RedirectStandardOutput = true })!;
        var said = (await process.StandardOutput.ReadToEndAsync()).Split(' ');
        await process.WaitForExitAsync();
        return (Number(said[0]), Number(said[1]));
    }

    /// <summary>The other process.</summary>
    public static void Run(string[] arguments)
    {
        var (what, servers, topic) = (arguments[0], arguments[1], arguments[2]);
        Func<int> step = what == "produce" ? Producing(servers, topic) : Consuming(servers, topic);
        Steps(step, Number(arguments[3]));
        var (since, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var records = Steps(step, Number(arguments[4]));
        var processor = Environment.CpuUsage.TotalTime - before;
        Console.Write($"{Text(records / Stopwatch.GetElapsedTime(since).TotalSeconds)} {Text(processor.TotalSeconds / records * 1e6)}");
    }

    private static long Steps(Func<int> step, double seconds)
    {
        var records = 0L;
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since).TotalSeconds < seconds;)
            records += step();
        return records;
    }

    private static unsafe Func<int> Producing(string servers, string topic)
    {
        var client = Create(Librdkafka.Producer, conf => Librdkafka.rd_kafka_conf_set_events(conf, Librdkafka.EventDeliveries),
            ("bootstrap.servers", servers), ("acks", "all"), ("enable.idempotence", "true"), ("queue.buffering.max.kbytes", "8192"), ("linger.ms", "1"));
        var handle = Librdkafka.rd_kafka_topic_new(client, topic, 0);
        var main = Librdkafka.rd_kafka_queue_get_main(client);
        var body = (byte*)NativeMemory.Alloc(BodySize);
        new Span<byte>(body, BodySize).Fill((byte)'x');
        return () =>
        {
            var arguments = stackalloc ProduceArgument[] { ProduceArgument.Topic(handle), ProduceArgument.Value(body, BodySize), ProduceArgument.Flags(Librdkafka.CopyValue) };
            var sent = 0;
            for (; sent < AtOnce; sent++)
            {
                if (Librdkafka.rd_kafka_produceva(client, arguments, 3) is not 0 and var full)
                {
                    Librdkafka.rd_kafka_error_destroy(full);
                    break;
                }
            }
            for (var wait = sent < AtOnce ? 100 : 0; Librdkafka.rd_kafka_queue_poll(main, wait) is not 0 and var polled; wait = 0)
                Librdkafka.rd_kafka_event_destroy(polled);
            return sent;
        };
    }

    private static unsafe Func<int> Consuming(string servers, string topic)
    {
        var client = Create(Librdkafka.Consumer, _ => { }, ("bootstrap.servers", servers), ("group.id", "bare"), ("auto.offset.reset", "earliest"),
            ("check.crcs", "true"), ("queued.max.messages.kbytes", "16384"), ("fetch.queue.backoff.ms", "10"));
        var list = Librdkafka.rd_kafka_topic_partition_list_new(1);
        Librdkafka.rd_kafka_topic_partition_list_add(list, topic, Librdkafka.AnyPartition);
        Librdkafka.rd_kafka_subscribe(client, list);
        var queue = Librdkafka.rd_kafka_queue_get_consumer(client);
        var bodies = new byte[AtOnce * BodySize];
        var messages = (NativeMessage**)NativeMemory.Alloc(AtOnce, (nuint)sizeof(NativeMessage*));
        return () =>
        {
            var count = (int)Librdkafka.rd_kafka_consume_batch_queue(queue, 100, messages, 1);
            if (count > 0)
                count += Math.Max(0, (int)Librdkafka.rd_kafka_consume_batch_queue(queue, 0, messages + 1, AtOnce - 1));
            for (var i = 0; i < count; i++)
            {
                int type;
                _ = Librdkafka.rd_kafka_message_timestamp(messages[i], &type);
                new ReadOnlySpan<byte>(messages[i]->Value, (int)messages[i]->ValueLength).CopyTo(bodies.AsSpan(i * BodySize));
                Librdkafka.rd_kafka_message_destroy(messages[i]);
            }
            return Math.Max(0, count);
        };
    }

    private static unsafe nint Create(int type, Action<nint> configure, params IEnumerable<(string Name, string Value)> settings)
    {
        LibraryFile.Require();
        var error = stackalloc byte[512];
        var conf = Librdkafka.rd_kafka_conf_new();
        foreach (var (name, value) in settings)
            if (Librdkafka.rd_kafka_conf_set(conf, name, value, error, 512) != 0)
                throw new InvalidOperationException(Marshal.PtrToStringUTF8((nint)error));
        configure(conf);
        return Librdkafka.rd_kafka_new(type, conf, error, 512) is not 0 and var client ? client
            : throw new InvalidOperationException(Marshal.PtrToStringUTF8((nint)error));
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
