using FlumePlug.Sdk;
using FlumePlug.Sdk.Testing;

namespace FlumePlug.Avro.Tests.Running;

/// <summary>Avro sinks for tests.</summary>
internal static class Sinks
{
    public static AvroSinkOptions Options(
        int port, bool deflate = false, TestAuthority? tls = null, bool insideTls = false, string host = "localhost", int reset = 0,
        long timeout = 20_000, bool? verify = null) => new()
        {
            Hostname = host,
            Port = port,
            BatchSize = 100,
            ConnectTimeout = timeout,
            RequestTimeout = timeout,
            ResetConnectionInterval = reset,
            CompressionType = new CompressionType(deflate),
            CompressionLevel = 6,
            CompressInsideTls = insideTls,
            ClientType = "default",
            Hosts = ["h1"],
            HostsByName = new Dictionary<string, string>(),
            Ssl = tls is not null,
            Truststore = tls?.Truststore,
            TruststorePassword = TestAuthority.Password,
            VerifyHostname = verify,
        };

    /// <summary>Sends events in one batch and waits until they are stored.</summary>
    public static async Task DeliverAsync(this AvroSink sink, params Event[] events)
    {
        using var batch = TestEvents.BatchOf(events);
        await sink.ProcessAsync(batch, TestContext.Current.CancellationToken);
        await sink.FlushAsync(TestContext.Current.CancellationToken);
    }
}
