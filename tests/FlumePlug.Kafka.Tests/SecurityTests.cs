using FlumePlug.Kafka.Tests.Running;
using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Kafka.Tests;

public sealed class SecurityTests(Broker broker)
{
    [Theory]
    [InlineData("PLAIN")]
    [InlineData("SCRAM-SHA-512")]
    public async Task Sink_source_and_channel_log_in_over_TLS(string mechanism)
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await using var sink = new RunningSink(Options.Sink(broker.SaslServers, topic, Options.Under("kafka.producer.", broker.Login(mechanism))));
        await using var source = RunningSource.Start(Options.Source(broker.SaslServers, topic, topic, Options.Under("kafka.consumer.", broker.Login(mechanism))));

        await sink.DeliverAsync(TestEvents.EventOf("over TLS"));

        Assert.Equal("over TLS", (await source.StoresAsync(1))[0].Text);
    }

    [Fact]
    public async Task A_wrong_password_is_told_and_nothing_is_lost()
    {
        Broker.Require();
        await using var sink = new RunningSink(Options.Sink(broker.SaslServers, "t0",
            [.. Options.Under("kafka.producer.", broker.Login("PLAIN", "wrong")), ("kafka.producer.delivery.timeout.ms", "1500")]));
        await Assert.ThrowsAsync<EventDeliveryException>(() => sink.DeliverAsync(TestEvents.EventOf("x")));
        Assert.Contains(sink.Context.Logged.Lines, line => line.Text.Contains("Authentication failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_topic_that_the_user_may_not_use_is_told_and_waited_for_and_one_that_an_event_names_does_not_keep_the_others()
    {
        Broker.Require();
        var (topic, open) = (await broker.CreateTopicAsync(), await broker.CreateTopicAsync());
        await broker.AllowAsync(topic, "bob");
        (string, string)[] login = [.. Options.Under("kafka.producer.", broker.Login("PLAIN")), ("kafka.producer.delivery.timeout.ms", "3000")];
        await using var configured = new RunningSink(Options.Sink(broker.SaslServers, topic, login));
        await using var named = new RunningSink(Options.Sink(broker.SaslServers, open, login));
        await using var source = RunningSource.Start(Options.Source(broker.SaslServers, topic, topic,
            [.. Options.Under("kafka.consumer.", broker.Login("PLAIN")), ("kafka.consumer.metadata.max.age.ms", "500")]));

        var refused = await Assert.ThrowsAsync<EventDeliveryException>(() => configured.DeliverAsync(TestEvents.EventOf("waits")));
        await named.DeliverAsync(TestEvents.EventOf("one"), TestEvents.EventOf("lost", ("topic", topic)), TestEvents.EventOf("two"));
        await Eventually.TrueAsync(() => source.Context.Logged.Lines.Any(line => line.Text.Contains("Topic authorization failed", StringComparison.Ordinal)),
            () => string.Join('\n', source.Context.Logged.Lines));
        await broker.AllowAsync(topic, Broker.User);
        await configured.DeliverAsync(TestEvents.EventOf("waits"));

        Assert.Contains("Topic authorization failed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["one", "two"], (await broker.Java.ReadAsync(open)).Select(record => record.Value));
        Assert.Equal(1, named.Undeliverable);
        Assert.Equal("waits", Assert.Single(await source.StoresAsync(1)).Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_certificate_is_shown_from_PKCS12_and_from_PEM(bool pem)
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        await using var sink = new RunningSink(Options.Sink(broker.TlsServers, topic, Options.Under("kafka.producer.",
        [
            ("security.protocol", "SSL"),
            ("ssl.truststore.location", pem ? broker.Authority.TruststorePem : broker.Authority.Truststore),
            ("ssl.truststore.password", TestAuthority.Password),
            ("ssl.keystore.location", pem ? broker.Authority.KeystorePem() : broker.Authority.Keystore()),
            ("ssl.keystore.password", TestAuthority.Password),
        ])));

        await sink.DeliverAsync(TestEvents.EventOf("with a certificate"));

        Assert.Single(await broker.Java.ReadAsync(topic));
    }

    [Fact]
    public async Task The_global_stores_count_where_the_client_says_nothing()
    {
        Broker.Require();
        var topic = await broker.CreateTopicAsync();
        using var context = new TestComponentContext("k1", TimeProvider.System)
        {
            Given =
            {
                ["javax.net.ssl.trustStore"] = broker.Authority.Truststore,
                ["javax.net.ssl.trustStorePassword"] = TestAuthority.Password,
                ["javax.net.ssl.keyStore"] = broker.Authority.Keystore(),
                ["javax.net.ssl.keyStorePassword"] = TestAuthority.Password,
            },
        };
        await using var sink = new KafkaSink(Options.Sink(broker.TlsServers, topic, ("kafka.producer.security.protocol", "SSL")), context);
        using var batch = TestEvents.BatchOf("global");

        await sink.ProcessAsync(batch, TestContext.Current.CancellationToken);
        await sink.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Single(await broker.Java.ReadAsync(topic));
    }

    [Fact]
    public void A_Java_key_store_is_refused_with_the_command_that_converts_it()
    {
        using var context = new TestComponentContext();
        var jks = Path.Combine(context.ConfigurationDirectory, "trust.jks");
        File.WriteAllBytes(jks, [0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2]);
        var refused = Assert.Throws<ConfigurationException>(() => new KafkaSink(Options.Sink("localhost:1", "t",
            ("kafka.producer.security.protocol", "SSL"), ("kafka.producer.ssl.truststore.location", jks)), context));
        Assert.Contains("keytool -importkeystore", refused.Message, StringComparison.Ordinal);
    }
}
