using static FlumePlug.Kafka.Settings.ClientSide;

namespace FlumePlug.Kafka.Settings;

/// <summary>
/// The table of what becomes of each property of Kafka's Java clients (ProducerConfig, ConsumerConfig, SaslConfigs, SslConfigs of
/// kafka-clients 3). A name that is not here is given to librdkafka as it is: its own properties can be set, too.
/// </summary>
internal static class ClientProperties
{
    private const string NotOurs = "the component decides it";
    private const string JavaOnly = "Java's alone";

    /// <summary>Every property, by name.</summary>
    public static IReadOnlyList<ClientProperty> All { get; } = [.. List().OrderBy(property => property.Name, StringComparer.Ordinal)];

    private static readonly Dictionary<string, ClientProperty> ByName = All.ToDictionary(property => property.Name);

    /// <summary>What is known of a name; null: nothing.</summary>
    public static ClientProperty? Find(string name) => ByName.GetValueOrDefault(name);

    private static IEnumerable<ClientProperty> List() => [.. Connections(), .. Producers(), .. Consumers(), .. Security(), .. Leftovers()];

    private static IEnumerable<ClientProperty> Connections() =>
    [
        .. Same(Both, "client.id", "client.rack", "client.dns.lookup", "reconnect.backoff.ms", "reconnect.backoff.max.ms", "connections.max.idle.ms",
            "retry.backoff.ms", "retry.backoff.max.ms", "socket.connection.setup.timeout.ms", "security.protocol"),
        Renamed(Both, "metadata.max.age.ms", "topic.metadata.refresh.interval.ms"),
        Renamed(Both, "send.buffer.bytes", "socket.send.buffer.bytes", DefaultBuffer),
        Renamed(Both, "receive.buffer.bytes", "socket.receive.buffer.bytes", DefaultBuffer),
        Ignored(Both, "bootstrap.servers", "kafka.bootstrap.servers says it"),
        Ignored(Both, "metadata.max.idle.ms", JavaOnly),
        Ignored(Both, "socket.connection.setup.timeout.max.ms", "librdkafka has no growing timeout"),
    ];

    private static IEnumerable<ClientProperty> Producers() =>
    [
        .. Same(Producer, "acks", "linger.ms", "batch.size", "compression.type", "delivery.timeout.ms", "enable.idempotence",
            "max.in.flight.requests.per.connection", "retries", "transaction.timeout.ms"),
        new("request.timeout.ms", Both, Treatment.Translated, "request.timeout.ms, socket.timeout.ms", "for a consumer the time-out of every request"),
        Renamed(Producer, "max.request.size", "message.max.bytes"),
        Renamed(Producer, "buffer.memory", "queue.buffering.max.kbytes", Kilobytes),
        Renamed(Producer, "partitioner.class", "partitioner", Partitioner),
        new("transactional.id", Producer, Treatment.Translated, "transactional.id", "as transactional = true with this id"),
        Ignored(Producer, "max.block.ms", "a full queue is waited for, and the wait ends with the sink's stop"),
        Ignored(Producer, "partitioner.ignore.keys", JavaOnly),
        Ignored(Producer, "partitioner.adaptive.partitioning.enable", JavaOnly),
        Ignored(Producer, "partitioner.availability.timeout.ms", JavaOnly),
        Ignored(Producer, "key.serializer", JavaOnly + ": keys are UTF-8"),
        Ignored(Producer, "value.serializer", JavaOnly + ": values are bytes"),
    ];

    private static IEnumerable<ClientProperty> Consumers() =>
    [
        .. Same(Consumer, "group.instance.id", "max.poll.interval.ms", "session.timeout.ms", "heartbeat.interval.ms", "fetch.min.bytes",
            "fetch.max.bytes", "max.partition.fetch.bytes", "check.crcs", "isolation.level", "allow.auto.create.topics", "group.protocol",
            "group.remote.assignor"),
        Renamed(Consumer, "auto.offset.reset", "auto.offset.reset", value => value == "none" ? "error" : value),
        Renamed(Consumer, "fetch.max.wait.ms", "fetch.wait.max.ms"),
        Renamed(Consumer, "partition.assignment.strategy", "partition.assignment.strategy", Assignors),
        Ignored(Consumer, "group.id", "kafka.consumer.group.id says it"),
        Ignored(Consumer, "enable.auto.commit", NotOurs + ": offsets are committed when the channels have the events"),
        Ignored(Consumer, "auto.commit.interval.ms", NotOurs),
        Ignored(Consumer, "max.poll.records", "the batch size decides it"),
        Ignored(Consumer, "default.api.timeout.ms", JavaOnly),
        Ignored(Consumer, "exclude.internal.topics", "internal topics begin with __ and are read only when named"),
        Ignored(Consumer, "key.deserializer", JavaOnly + ": keys are UTF-8"),
        Ignored(Consumer, "value.deserializer", JavaOnly + ": values are bytes"),
    ];

    private static IEnumerable<ClientProperty> Security() =>
    [
        .. Same(Both, "sasl.mechanism"),
        new("sasl.jaas.config", Both, Treatment.Translated, "sasl.username, sasl.password",
            "PlainLoginModule and ScramLoginModule; others are refused"),
        new("ssl.truststore.location", Both, Treatment.Translated, "ssl.ca.pem",
            "PEM or PKCS#12; JKS is refused with the command that converts it"),
        new("ssl.truststore.password", Both, Treatment.Translated, "", "opens the PKCS#12 file"),
        new("ssl.truststore.certificates", Both, Treatment.Translated, "ssl.ca.pem", ""),
        new("ssl.keystore.location", Both, Treatment.Translated, "ssl.keystore.location, ssl.certificate.location, ssl.key.location",
            "PKCS#12, or PEM with key and chain; JKS is refused"),
        new("ssl.keystore.password", Both, Treatment.Translated, "ssl.keystore.password", ""),
        new("ssl.keystore.key", Both, Treatment.Translated, "ssl.key.pem", ""),
        new("ssl.keystore.certificate.chain", Both, Treatment.Translated, "ssl.certificate.pem", ""),
        .. Same(Both, "ssl.key.password"),
        Renamed(Both, "ssl.endpoint.identification.algorithm", "ssl.endpoint.identification.algorithm", value => value.Trim() is "" ? "none" : value),
        new("ssl.disableTLSHostnameVerification", Both, Treatment.Translated, "ssl.endpoint.identification.algorithm", "true: none; Flume's own"),
        Renamed(Both, "ssl.cipher.suites", "ssl.cipher.suites", CipherSuites),
        Ignored(Both, "ssl.truststore.type", "the file's content tells"),
        Ignored(Both, "ssl.keystore.type", "the file's content tells"),
        Ignored(Both, "ssl.protocol", "OpenSSL takes the newest that both sides speak"),
        Ignored(Both, "ssl.enabled.protocols", "OpenSSL takes the newest that both sides speak"),
        Ignored(Both, "ssl.provider", JavaOnly),
        Ignored(Both, "ssl.keymanager.algorithm", JavaOnly),
        Ignored(Both, "ssl.trustmanager.algorithm", JavaOnly),
        Ignored(Both, "ssl.secure.random.implementation", JavaOnly),
        Ignored(Both, "security.providers", JavaOnly),
        Refused(Both, "ssl.engine.factory.class", "a class of Java's cannot make the connections here"),
        Refused(Both, "sasl.client.callback.handler.class", "a class of Java's cannot be called: give user and password in sasl.jaas.config"),
        Refused(Both, "sasl.login.class", "a class of Java's cannot log in"),
        Refused(Both, "sasl.login.callback.handler.class", "a class of Java's cannot be called"),
        Refused(Both, "sasl.kerberos.service.name", "Kerberos is not supported: use SCRAM or TLS certificates"),
    ];

    private static IEnumerable<ClientProperty> Leftovers() =>
    [
        Ignored(Both, "interceptor.classes", JavaOnly + ": use interceptors of the agent"),
        Ignored(Both, "metric.reporters", JavaOnly),
        Ignored(Both, "metrics.num.samples", JavaOnly),
        Ignored(Both, "metrics.recording.level", JavaOnly),
        Ignored(Both, "metrics.sample.window.ms", JavaOnly),
        Ignored(Both, "auto.include.jmx.reporter", JavaOnly),
        .. "kinit.cmd min.time.before.relogin ticket.renew.jitter ticket.renew.window.factor".Split(' ')
            .Select(name => Ignored(Both, "sasl.kerberos." + name, "Kerberos is not supported")),
        .. ("refresh.buffer.seconds refresh.min.period.seconds refresh.window.factor refresh.window.jitter connect.timeout.ms "
            + "read.timeout.ms retry.backoff.ms retry.backoff.max.ms").Split(' ').Select(name => Ignored(Both, "sasl.login." + name, JavaOnly)),
    ];

    private static IEnumerable<ClientProperty> Same(ClientSide side, params IEnumerable<string> names) =>
        names.Select(name => new ClientProperty(name, side, Treatment.Same, name, ""));

    private static ClientProperty Renamed(ClientSide side, string name, string target, Func<string, string>? value = null) =>
        new(name, side, Treatment.Translated, target, "") { Value = value };

    private static ClientProperty Ignored(ClientSide side, string name, string why) => new(name, side, Treatment.Ignored, "", why);

    private static ClientProperty Refused(ClientSide side, string name, string why) => new(name, side, Treatment.Refused, "", why);

    // Java's -1 is the system's own size, which librdkafka writes as 0.
    private static string DefaultBuffer(string value) => value.Trim() == "-1" ? "0" : value;

    private static string Kilobytes(string value) => long.TryParse(value, out var bytes) && bytes > 0
        ? Math.Max(1, bytes / 1024).ToString(System.Globalization.CultureInfo.InvariantCulture)
        : throw new FormatException("it is no number of bytes");

    private static string Partitioner(string value) => SimpleName(value) switch
    {
        "DefaultPartitioner" => "murmur2_random",
        "UniformStickyPartitioner" or "RoundRobinPartitioner" => "random",
        _ => throw new FormatException("a class of Java's cannot choose the partition: use partitionIdHeader, or leave it out for Kafka's own choice by the key"),
    };

    private static string Assignors(string value) => string.Join(',', value.Split(',', StringSplitOptions.TrimEntries).Select(one => SimpleName(one) switch
    {
        "RangeAssignor" or "range" => "range",
        "RoundRobinAssignor" or "roundrobin" => "roundrobin",
        "CooperativeStickyAssignor" or "cooperative-sticky" => "cooperative-sticky",
        var other => throw new FormatException($"the assignor {other} is not known here: range, roundrobin and cooperative-sticky are"),
    }));

    private static string CipherSuites(string value) => value.Contains("_WITH_", StringComparison.Ordinal)
        ? throw new FormatException("these are Java's names of cipher suites: give OpenSSL's, such as ECDHE-RSA-AES256-GCM-SHA384, separated by colons")
        : value;

    private static string SimpleName(string name) => name[(name.LastIndexOf('.') + 1)..].Trim();
}
