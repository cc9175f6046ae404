using System.Reflection;
using System.Runtime.InteropServices;
using FlumePlug.Kafka.Native;

namespace FlumePlug.Kafka.Tests.Running;

/// <summary>
/// The cluster inside librdkafka (rdkafka_mock.h), for answers that a real broker cannot be asked for. Clients reach it over TCP as any other.
/// </summary>
internal sealed unsafe partial class MockCluster : IDisposable
{
    /// <summary>Kafka's numbers of requests.</summary>
    public const short Produce = 0, InitProducerId = 22, EndTransaction = 26;

    private readonly nint _client;
    private readonly nint _cluster;

    static MockCluster() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), LibraryFile.Resolve);

    public MockCluster(int brokers = 1)
    {
        var conf = Librdkafka.rd_kafka_conf_new();
        // The client that holds the cluster connects to nothing, and would complain that it cannot.
        Assert.Equal(0, Librdkafka.rd_kafka_conf_set(conf, "log_level", "0", null, 0));
        _client = Librdkafka.rd_kafka_new(Librdkafka.Producer, conf, null, 0);
        _cluster = rd_kafka_mock_cluster_new(_client, brokers);
    }

    public string Servers => NativeClient.Text(rd_kafka_mock_cluster_bootstraps(_cluster));

    public string CreateTopic(string name, int partitions = 1)
    {
        Assert.Equal(KafkaCode.None, rd_kafka_mock_topic_create(_cluster, name, partitions, 1));
        return name;
    }

    /// <summary>The next requests of a kind are answered with these codes, one each.</summary>
    public void Answer(short request, params KafkaCode[] codes)
    {
        fixed (KafkaCode* first = codes)
            rd_kafka_mock_push_request_errors_array(_cluster, request, (nuint)codes.Length, first);
    }

    /// <summary>Ends a broker's connections and takes no new ones, or takes them again.</summary>
    public void SetDown(int broker, bool isDown) =>
        Assert.Equal(KafkaCode.None, isDown ? rd_kafka_mock_broker_set_down(_cluster, broker) : rd_kafka_mock_broker_set_up(_cluster, broker));

    /// <summary>Every answer of a broker takes so long.</summary>
    public void SetRoundTrip(int broker, int milliseconds) => Assert.Equal(KafkaCode.None, rd_kafka_mock_broker_set_rtt(_cluster, broker, milliseconds));

    /// <summary>A broker looks after a consumer group.</summary>
    public void SetCoordinator(string group, int broker) =>
        Assert.Equal(KafkaCode.None, rd_kafka_mock_coordinator_set(_cluster, "group", group, broker));

    /// <summary>Another broker leads a partition.</summary>
    public void SetLeader(string topic, int partition, int broker) =>
        Assert.Equal(KafkaCode.None, rd_kafka_mock_partition_set_leader(_cluster, topic, partition, broker));

    public void Dispose()
    {
        rd_kafka_mock_cluster_destroy(_cluster);
        Librdkafka.rd_kafka_destroy(_client);
    }

    [LibraryImport(Librdkafka.Name)]
    private static partial nint rd_kafka_mock_cluster_new(nint client, int brokers);

    [LibraryImport(Librdkafka.Name)]
    private static partial void rd_kafka_mock_cluster_destroy(nint cluster);

    [LibraryImport(Librdkafka.Name)]
    private static partial nint rd_kafka_mock_cluster_bootstraps(nint cluster);

    [LibraryImport(Librdkafka.Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial KafkaCode rd_kafka_mock_topic_create(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Librdkafka.Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial KafkaCode rd_kafka_mock_coordinator_set(nint cluster, string kind, string key, int broker);

    [LibraryImport(Librdkafka.Name)]
    private static partial void rd_kafka_mock_push_request_errors_array(nint cluster, short request, nuint count, KafkaCode* codes);

    [LibraryImport(Librdkafka.Name)]
    private static partial KafkaCode rd_kafka_mock_broker_set_down(nint cluster, int broker);

    [LibraryImport(Librdkafka.Name)]
    private static partial KafkaCode rd_kafka_mock_broker_set_up(nint cluster, int broker);

    [LibraryImport(Librdkafka.Name)]
    private static partial KafkaCode rd_kafka_mock_broker_set_rtt(nint cluster, int broker, int milliseconds);

    [LibraryImport(Librdkafka.Name, StringMarshalling = StringMarshalling.Utf8)]
    private static partial KafkaCode rd_kafka_mock_partition_set_leader(nint cluster, string topic, int partition, int broker);
}
