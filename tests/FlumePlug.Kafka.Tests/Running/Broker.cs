using FlumePlug.Kafka.Tests.Running;
using FlumePlug.Sdk.Testing;

[assembly: AssemblyFixture(typeof(Broker))]

namespace FlumePlug.Kafka.Tests.Running;

/// <summary>One real broker for all tests, with listeners for plain text, TLS and SASL, and Java's own clients beside it.</summary>
public sealed class Broker : IAsyncLifetime
{
    /// <summary>Who logs in.</summary>
    public const string User = "alice";

    private const string UserPassword = "alice's \"secret\"";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("flumeplug-kafka-");
    private readonly TestAuthority _authority = new();
    private PeerProcess? _broker;
    private JavaClient? _java;
    private int _topics;

    /// <summary>host:port of the plain listener.</summary>
    public string Servers { get; private set; } = "";

    /// <summary>The listener that is reached through <see cref="Proxy"/>.</summary>
    public string ProxiedServers => $"127.0.0.1:{Proxy.Port}";

    public string TlsServers { get; private set; } = "";

    public string SaslServers { get; private set; } = "";

    internal TcpProxy Proxy { get; private set; } = null!;

    internal JavaClient Java => _java!;

    internal TestAuthority Authority => _authority;

    /// <summary>Skips the test, or fails it under CI, where there is no broker.</summary>
    public static void Require() => PeerProcess.Require("kafka");

    /// <summary>What a client has to be told for SASL over TLS.</summary>
    public (string Name, string Value)[] Login(string mechanism, string password = UserPassword) =>
    [
        ("security.protocol", "SASL_SSL"),
        ("ssl.truststore.location", _authority.Truststore),
        ("ssl.truststore.password", TestAuthority.Password),
        ("sasl.mechanism", mechanism),
        ("sasl.jaas.config", $"org.apache.kafka.common.security.{(mechanism == "PLAIN" ? "plain.PlainLoginModule" : "scram.ScramLoginModule")} required "
            + $"username=\"{User}\" password=\"{password.Replace("\"", "\\\"", StringComparison.Ordinal)}\";"),
    ];

    /// <summary>A topic of its own.</summary>
    public async Task<string> CreateTopicAsync(int partitions = 1, params string[] configuration)
    {
        var topic = NewName();
        await Java.RunAsync("create", [topic, $"{partitions}", .. configuration]);
        return topic;
    }

    /// <summary>From now on a topic is only for those who were allowed to use it.</summary>
    public Task AllowAsync(string topic, string user) => Java.RunAsync("allow", topic, user);

    public string NewName() => $"t{Interlocked.Increment(ref _topics)}";

    public async ValueTask InitializeAsync()
    {
        if (!PeerProcess.IsThere("kafka") || !PeerProcess.IsThere("flume"))
            return;
        var (plain, tls, sasl, proxied) = (FreePort(), FreePort(), FreePort(), FreePort());
        Proxy = new TcpProxy(proxied);
        (Servers, TlsServers, SaslServers) = ($"127.0.0.1:{plain}", $"localhost:{tls}", $"localhost:{sasl}");
        _broker = await PeerProcess.StartAsync("kafka",
        [
            _directory.FullName, $"{plain}",
            $"listeners=PLAINTEXT://127.0.0.1:{plain},CONTROLLER://127.0.0.1:{plain + 1},SSL://127.0.0.1:{tls},SASL_SSL://127.0.0.1:{sasl},PROXIED://127.0.0.1:{proxied}",
            $"advertised.listeners=PLAINTEXT://127.0.0.1:{plain},SSL://localhost:{tls},SASL_SSL://localhost:{sasl},PROXIED://127.0.0.1:{Proxy.Port}",
            "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL,PROXIED:PLAINTEXT",
            "sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512",
            $"listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_{User}=\"{UserPassword.Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\\", "\\\\", StringComparison.Ordinal)}\";",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;",
            "ssl.keystore.type=PKCS12", $"ssl.keystore.location={_authority.Keystore()}", $"ssl.keystore.password={TestAuthority.Password}", $"ssl.key.password={TestAuthority.Password}",
            "ssl.truststore.type=PEM", $"ssl.truststore.location={_authority.TruststorePem}",
            "listener.name.ssl.ssl.client.auth=required",
            // Every topic is everybody's until somebody is allowed to use it.
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer", "super.users=User:ANONYMOUS", "allow.everyone.if.no.acl.found=true",
            "group.min.session.timeout.ms=1000",
            "offsets.topic.num.partitions=1", "transaction.state.log.num.partitions=1", "log.flush.offset.checkpoint.interval.ms=10000000",
        ], "ready", ("PEER_HEAP", "384m"));
        _java = await JavaClient.StartAsync(Servers);
        await Java.RunAsync("scram", User, UserPassword);
    }

    public async ValueTask DisposeAsync()
    {
        if (_java is not null)
            await _java.DisposeAsync();
        if (_broker is not null)
            await _broker.DisposeAsync();
        Proxy?.Dispose();
        _authority.Dispose();
        _directory.Delete(recursive: true);
    }

    // The next one is the controller's.
    private static int FreePort() => PeerProcess.FreePort();
}
