using FlumePlug.Kafka.Tests.Running;

namespace FlumePlug.Kafka.Tests;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("sasl.kerberos.service.name", "kafka", "Kerberos is not supported")]
    [InlineData("sasl.mechanism", "GSSAPI", "GSSAPI is not supported: PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 are")]
    [InlineData("sasl.jaas.config", "com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true;", "Krb5LoginModule is not supported")]
    [InlineData("sasl.jaas.config", "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\";", "it has no password")]
    [InlineData("partitioner.class", "com.example.MyPartitioner", "partitionIdHeader")]
    [InlineData("ssl.engine.factory.class", "com.example.Factory", "a class of Java's")]
    [InlineData("ssl.cipher.suites", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "OpenSSL's")]
    [InlineData("buffer.memory", "plenty", "it is no number of bytes")]
    public void What_cannot_work_is_refused_with_the_reason(string name, string value, string reason)
    {
        var error = Assert.Single(Options.Sink("localhost:9092", "t", ("kafka.producer." + name, value)).Check());
        Assert.Equal("kafka.producer." + name, error.Option);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("logs/%{host}")]
    [InlineData("%Y-%m")]
    [InlineData("")]
    [InlineData(".")]
    public void A_topic_that_can_never_be_one_is_refused(string topic) =>
        Assert.Equal("kafka.topic", Assert.Single(Options.Sink("localhost:9092", topic).Check()).Option);

    [Fact]
    public void A_source_needs_brokers_and_a_topic()
    {
        Assert.Contains("Bootstrap Servers must be specified", Assert.Single(Options.Source("", "t", "g").Check()).Message, StringComparison.Ordinal);
        Assert.Contains("At least one Kafka topic must be specified.", Assert.Single(Options.Source("localhost:1", " ", "g").Check()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(?=x)y")]
    [InlineData("a[")]
    [InlineData("\\p{Alpha}+")]
    public void A_pattern_that_cannot_be_used_is_refused(string regex) =>
        Assert.Equal("kafka.topics.regex", Assert.Single(Options.Source("localhost:1", "t", "g", ("kafka.topics.regex", regex)).Check()).Option);
}
